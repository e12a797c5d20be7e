package dev.kintsugi.ops.alert.delivery;

import dev.kintsugi.ops.alert.channel.Alert;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which alerts that are firing a receiver took, and which it was sent in vain: the end of those is nothing to it. One of which
 * neither is known was sent before a restart. Not thread-safe.
 */
final class ToldAlerts {

    private static final int MOST = 2000;

    private final Map<String, Boolean> taken = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    void took(Alert alert) {
        if (alert.isFiring()) {
            taken.put(alert.key(), true);
        } else {
            taken.remove(alert.key());
        }
    }

    /** @return whether the receiver knows nothing of it */
    boolean missed(Alert alert) {
        return alert.isFiring() && !taken.merge(alert.key(), false, Boolean::logicalOr);
    }

    /** Whether it means something to the receiver. */
    boolean isWanted(Alert alert) {
        if (alert.isFiring() || taken.getOrDefault(alert.key(), true)) {
            return true;
        }
        taken.remove(alert.key());
        return false;
    }
}
