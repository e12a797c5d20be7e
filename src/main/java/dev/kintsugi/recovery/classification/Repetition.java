package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Knows what happens again and again: remembers when a kind of failure struck a model, as often as it takes to call it
 * repeated. The tries of one operation count once.
 */
final class Repetition {

    private record Key(FailureType type, String model) {}

    private record Strike(Instant at, String operation) {}

    private static final int MOST_KEYS = 4096;

    private final int often;
    private final Duration window;
    private final Map<Key, ArrayDeque<Strike>> strikes = new HashMap<>();

    /** @param often from how many operations within the window on something is repeated */
    public Repetition(int often, Duration window) {
        this.often = often;
        this.window = window;
    }

    /**
     * Notes one more, and says whether it was one too many within the window that ends now.
     *
     * @param operation which operation it happened to
     */
    public synchronized boolean noted(FailureType type, String model, String operation, Instant now) {
        if (strikes.size() >= MOST_KEYS) {
            strikes.clear(); // clients can make up names of models, so the number of keys has an end
        }
        var seen = strikes.computeIfAbsent(new Key(type, model), _ -> new ArrayDeque<>(often + 1));
        if (operation.isEmpty()
                || seen.stream().noneMatch(strike -> strike.operation().equals(operation))) {
            seen.addLast(new Strike(now, operation));
        }
        if (seen.size() > often) {
            seen.removeFirst();
        }
        return seen.size() == often && !seen.getFirst().at().isBefore(now.minus(window));
    }

    /** How many kinds of failures of models are remembered. */
    synchronized int remembered() {
        return strikes.size();
    }
}
