package dev.kintsugi.report.analytics.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;

/**
 * The keys that came most often in a window of time. The slots are coarse: what is told is of the window, less up to the time of
 * one slot.
 *
 * @param <K> what is counted
 */
public final class TopRing<K> {

    private static final int SLOTS = 6;
    private static final int KEYS = 200;

    /**
     * How often a key came.
     *
     * @param key what came
     * @param count how often, at most
     * @param error it may be less by so much
     * @param last when it came last
     */
    public record Top<K>(K key, long count, long error, Instant last) {}

    private final long millis;
    private final long[] numbers = new long[SLOTS];
    private final List<TopKeys<K>> slots = new ArrayList<>();

    public TopRing(Duration window) {
        this.millis = window.toMillis() / SLOTS;
        Arrays.fill(numbers, -1);
        for (int i = 0; i < SLOTS; i++) {
            slots.add(new TopKeys<>(KEYS));
        }
    }

    public synchronized void add(K key, long now) {
        var number = now / millis;
        var index = (int) Math.floorMod(number, (long) SLOTS);
        if (numbers[index] != number) {
            numbers[index] = number;
            slots.get(index).clear();
        }
        slots.get(index).add(key, now);
    }

    /** Adds one that came before; nothing if that is out of the window that ends now. */
    public void restore(K key, long at, long now) {
        if (at / millis > now / millis - SLOTS && at <= now) {
            add(key, at);
        }
    }

    /** Those that came most often in the window that ends now, the most frequent first. */
    public List<Top<K>> top(int most, long now) {
        var sums = new HashMap<K, TopKeys.Count<K>>();
        for (int index = 0; index < SLOTS; index++) {
            slot(index, now / millis).forEach(count -> sums.merge(count.key(), count, TopKeys.Count::and));
        }
        return sums.values().stream()
                .sorted(Comparator.<TopKeys.Count<K>>comparingLong(TopKeys.Count::count)
                        .thenComparingLong(TopKeys.Count::last)
                        .reversed())
                .limit(most)
                .map(count -> new Top<>(count.key(), count.count(), count.error(), Instant.ofEpochMilli(count.last())))
                .toList();
    }

    private synchronized Collection<TopKeys.Count<K>> slot(int index, long newest) {
        var number = numbers[index];
        return number > newest - SLOTS && number <= newest ? slots.get(index).counts() : List.of();
    }
}
