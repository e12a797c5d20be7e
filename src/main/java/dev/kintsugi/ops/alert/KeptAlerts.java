package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.delivery.Waiting;
import java.util.List;
import java.util.Map;

/**
 * What is kept over a restart.
 *
 * @param firing those that last, told or not
 * @param waiting what each receiver has not taken yet, by its name and in order
 */
record KeptAlerts(List<Firing> firing, Map<String, List<Waiting>> waiting) {

    static final KeptAlerts NONE = new KeptAlerts(List.of(), Map.of());

    KeptAlerts {
        firing = List.copyOf(firing);
        waiting = Map.copyOf(waiting);
    }
}
