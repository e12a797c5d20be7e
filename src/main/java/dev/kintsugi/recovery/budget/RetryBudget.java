package dev.kintsugi.recovery.budget;

import java.time.Clock;
import java.time.Duration;

/**
 * How many times all operations together may try the very same again: a share of the first tries of a sliding window, and a few in
 * any case, so that a service with little to do may retry as well. Without it, a service in which everything fails does
 * a multiple of its usual work just when it can do the least.
 *
 * <p>Only that is counted and only that is refused: it is a guess. A repair or another plan changes something, and each
 * is done once within the few tries that an operation has.
 */
public final class RetryBudget {

    private static final int SLOTS = 10;

    private final double share;
    private final double least;
    private final long slotMillis;
    private final Clock clock;
    private final Slot[] slots = new Slot[SLOTS];

    private record Slot(long number, int first, int further) {}

    /**
     * @param share how many retries each first try earns
     * @param leastPerSecond how many are free
     * @param window how far back tries are counted
     */
    public RetryBudget(double share, double leastPerSecond, Duration window, Clock clock) {
        if (!(share >= 0) || !(leastPerSecond >= 0) || window.toMillis() < SLOTS) {
            throw new IllegalArgumentException("a retry budget needs a share and a least number that are not negative,"
                    + " and a window of at least " + SLOTS + " ms");
        }
        this.share = share;
        this.least = leastPerSecond * window.toMillis() / 1000;
        this.slotMillis = window.toMillis() / SLOTS;
        this.clock = clock;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot(Long.MIN_VALUE, 0, 0);
        }
    }

    /** Something is tried for the first time. */
    public void first() {
        add(1, 0);
    }

    /** The very same is tried again. */
    public void further() {
        add(0, 1);
    }

    /** Whether the very same may be tried again. */
    public boolean hasLeft() {
        return left() >= 1;
    }

    /** How many retries are left, never less than zero. */
    public synchronized double left() {
        var oldest = number() - SLOTS + 1;
        var left = least;
        for (var slot : slots) {
            if (slot.number() >= oldest) {
                left += share * slot.first() - slot.further();
            }
        }
        return Math.max(0, left);
    }

    private synchronized void add(int first, int further) {
        var number = number();
        var at = (int) Math.floorMod(number, (long) SLOTS);
        var slot = slots[at].number() == number ? slots[at] : new Slot(number, 0, 0);
        slots[at] = new Slot(number, slot.first() + first, slot.further() + further);
    }

    private long number() {
        return Math.floorDiv(clock.millis(), slotMillis);
    }
}
