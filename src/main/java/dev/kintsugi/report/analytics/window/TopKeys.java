package dev.kintsugi.report.analytics.window;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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

    /** Those that had the least count when they were looked for. */
    private final Deque<K> rarest = new ArrayDeque<>();

    private long least;

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
        while (true) {
            var candidate = rarest.poll();
            if (candidate == null) {
                findRarest();
            } else if (counters.get(candidate) instanceof Counter its && its.count == least) {
                counters.remove(candidate);
                its.error = its.count;
                return its;
            }
        }
    }

    /** Counts only grow, so that those that are found once do for many newcomers. */
    private void findRarest() {
        least = counters.values().stream()
                .mapToLong(counter -> counter.count)
                .min()
                .orElse(0);
        counters.forEach((key, counter) -> {
            if (counter.count == least) {
                rarest.add(key);
            }
        });
    }

    void clear() {
        counters.clear();
        rarest.clear();
    }

    Collection<Count<K>> counts() {
        return counters.entrySet().stream()
                .map(entry -> new Count<>(
                        entry.getKey(), entry.getValue().count, entry.getValue().error, entry.getValue().last))
                .toList();
    }
}
