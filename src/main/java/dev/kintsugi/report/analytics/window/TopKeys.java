package dev.kintsugi.report.analytics.window;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The keys that come most often, of however many, in bounded memory: Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient
 * Computation of Frequent and Top-k Elements in Data Streams", 2005). A key that comes more often than one in {@code most} is
 * surely there.
 *
 * @param <K> what is counted
 */
final class TopKeys<K> {

    /** How often a key came: at most {@code count}, and at least {@code count - error}. */
    record Count<K>(K key, long count, long error, long last) {

        Count<K> and(Count<K> other) {
            return new Count<>(key, count + other.count, error + other.error, Math.max(last, other.last));
        }
    }

    private static final class Counter {
        private long count;
        private long error;
        private long last;
    }

    private final int most;
    private final Map<K, Counter> counters = new HashMap<>();

    TopKeys(int most) {
        this.most = most;
    }

    void add(K key, long now) {
        var counter = counters.get(key);
        if (counter == null) {
            counter = counters.size() < most ? new Counter() : replaceRarest();
            counters.put(key, counter);
        }
        counter.count++;
        counter.last = now;
    }

    /** The newcomer may have come as often as the one that it replaces. */
    private Counter replaceRarest() {
        K rarest = null;
        Counter its = new Counter();
        its.count = Long.MAX_VALUE;
        for (var entry : counters.entrySet()) {
            if (entry.getValue().count < its.count) {
                rarest = entry.getKey();
                its = entry.getValue();
            }
        }
        counters.remove(rarest);
        its.error = its.count;
        return its;
    }

    void clear() {
        counters.clear();
    }

    Collection<Count<K>> counts() {
        return counters.entrySet().stream()
                .map(entry -> new Count<>(
                        entry.getKey(), entry.getValue().count, entry.getValue().error, entry.getValue().last))
                .toList();
    }
}
