package dev.kintsugi.report.analytics.window;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How often each key was seen in a window of time: a ring of slots, of which the one that time is in is not over yet. A slot
 * that has many keys already counts new ones under a coarser key. Adding takes two look-ups; reading takes one slot at a time,
 * so that nothing waits for long.
 *
 * @param <K> what is counted
 */
public final class CountRing<K> {

    private static final int MOST_KEYS = 500;

    /**
     * One slot as it is kept over a restart.
     *
     * @param number of the slot since 1970
     * @param counts of its keys
     */
    public record Slot<K>(long number, Map<K, Long> counts) {
        public Slot {
            counts = Map.copyOf(counts);
        }
    }

    private final long millis;
    private final int window;
    private final long[] numbers;
    private final List<Map<K, Long>> counts = new ArrayList<>();
    private final UnaryOperator<K> coarser;

    /**
     * @param slot the time of one slot
     * @param window how many are of the window
     * @param slots how many there are: those of the window and the ones before
     * @param coarser what a key counts as that comes to a full slot: of few values
     */
    public CountRing(Duration slot, int window, int slots, UnaryOperator<K> coarser) {
        this.millis = slot.toMillis();
        this.window = window;
        this.numbers = new long[slots];
        this.coarser = coarser;
        Arrays.fill(numbers, -1);
        for (int i = 0; i < slots; i++) {
            counts.add(new HashMap<>());
        }
    }

    public synchronized void add(K key, long now) {
        add(key, 1L, slot(now / millis));
    }

    private void add(K key, long times, Map<K, Long> slot) {
        var counted = slot.size() < MOST_KEYS || slot.containsKey(key) ? key : coarser.apply(key);
        slot.merge(counted, times, Long::sum);
    }

    private Map<K, Long> slot(long number) {
        var index = (int) Math.floorMod(number, (long) numbers.length);
        var slot = counts.get(index);
        if (numbers[index] != number) {
            numbers[index] = number;
            slot.clear();
        }
        return slot;
    }

    /** The sum of the window that ends now. */
    public Map<K, Long> counts(long now) {
        var sums = new HashMap<K, Long>();
        for (var slot : slots(now, window)) {
            slot.counts().forEach((key, times) -> sums.merge(key, times, Long::sum));
        }
        return sums;
    }

    /** The slots of the window that ends now and of the time before that are not empty, in any order. */
    public List<Slot<K>> slots(long now) {
        return slots(now, numbers.length);
    }

    private List<Slot<K>> slots(long now, int last) {
        var slots = new ArrayList<Slot<K>>();
        for (int index = 0; index < numbers.length; index++) {
            var slot = slot(index, now / millis, last);
            if (slot != null) {
                slots.add(slot);
            }
        }
        return slots;
    }

    private synchronized @Nullable Slot<K> slot(int index, long newest, int last) {
        var number = numbers[index];
        var isInside = number > newest - last && number <= newest;
        return isInside && !counts.get(index).isEmpty() ? new Slot<>(number, counts.get(index)) : null;
    }

    /** Counts what was counted before, too; what is older than all slots by now is left out. */
    public synchronized void restore(List<Slot<K>> kept, long now) {
        var newest = now / millis;
        for (var slot : kept) {
            if (slot.number() > newest - numbers.length && slot.number() <= newest) {
                var into = slot(slot.number());
                slot.counts().forEach((key, times) -> add(key, times, into));
            }
        }
    }
}
