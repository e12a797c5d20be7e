package dev.kintsugi.job.drain;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what tells nobody when it is done, by checking it every ten milliseconds. */
final class Polling {

    private static final Duration INTERVAL = Duration.ofMillis(10);

    private Polling() {}

    /**
     * Blocks until something is done, at most so long, and not once the wait is given up.
     *
     * @return whether it is done
     */
    static boolean until(BooleanSupplier done, Duration most, BooleanSupplier givenUp) {
        var until = System.nanoTime() + most.toNanos();
        while (!done.getAsBoolean()) {
            if (System.nanoTime() - until >= 0 || givenUp.getAsBoolean()) {
                return false;
            }
            LockSupport.parkNanos(INTERVAL.toNanos());
        }
        return true;
    }
}
