package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Who may use the memory of the device. Attempts share it; one that follows an attempt that ran out of memory has it
 * alone, with nothing else loaded, so that a plan that fits at all is never refused because of others.
 */
@ApplicationScoped
public class ExclusiveMemory {

    private static final Duration SLICE = Duration.ofMillis(200);

    private final ReentrantReadWriteLock turns = new ReentrantReadWriteLock(true);
    private final Sessions sessions;

    ExclusiveMemory(Sessions sessions) {
        this.sessions = sessions;
    }

    /** The use of the memory, until it is closed by the thread that took it. */
    public interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Waits for a turn. Who has waited the longest goes first, and who waits too long goes as well: a run that hangs must
     * not stop others for ever.
     *
     * @param alone whether no other may have memory
     * @param atMost how long to wait
     * @param waiting called several times a second meanwhile; what it throws ends the wait
     */
    public Turn take(boolean alone, Duration atMost, Runnable waiting) {
        var lock = alone ? turns.writeLock() : turns.readLock();
        var until = System.nanoTime() + atMost.toNanos();
        var taken = take(lock);
        while (!taken && System.nanoTime() < until) {
            waiting.run();
            taken = take(lock);
        }
        if (!taken) {
            return () -> {};
        }
        if (alone) {
            try {
                sessions.freeIdle();
            } catch (RuntimeException e) {
                lock.unlock();
                throw e;
            }
        }
        return lock::unlock;
    }

    private static boolean take(Lock lock) {
        try {
            return lock.tryLock(SLICE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it waits for memory", e);
        }
    }
}
