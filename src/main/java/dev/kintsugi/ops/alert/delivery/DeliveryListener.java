package dev.kintsugi.ops.alert.delivery;

import java.util.Locale;

/** Hears how deliveries went. Must not block. */
public interface DeliveryListener {

    /** How one went. */
    enum Result {
        DELIVERED,
        /** It is sent again. */
        FAILED,
        /** It is not sent again. */
        LOST;

        /** The name in metrics. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void on(String channel, Result result);
}
