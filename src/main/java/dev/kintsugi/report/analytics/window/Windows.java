package dev.kintsugi.report.analytics.window;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Counts of keys in each window.
 *
 * @param <K> what is counted
 */
public final class Windows<K> {

    private final Map<Window, CountRing<K>> rings = new EnumMap<>(Window.class);

    /** @param coarser what a key counts as if there are too many */
    public Windows(UnaryOperator<K> coarser) {
        for (var window : Window.values()) {
            rings.put(window, window.ring(coarser));
        }
    }

    public void add(K key, long now) {
        rings.values().forEach(ring -> ring.add(key, now));
    }

    public Map<K, Long> counts(Window window, long now) {
        return ring(window).counts(now);
    }

    public List<CountRing.Slot<K>> slots(Window window, long now) {
        return ring(window).slots(now);
    }

    public void restore(Window window, List<CountRing.Slot<K>> slots, long now) {
        ring(window).restore(slots, now);
    }

    @SuppressWarnings("NullAway") // there is one of each
    private CountRing<K> ring(Window window) {
        return rings.get(window);
    }
}
