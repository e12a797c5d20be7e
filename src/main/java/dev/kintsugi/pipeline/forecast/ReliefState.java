package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.memory.MemoryRoom;
import dev.kintsugi.capacity.memory.Thrashing;
import dev.kintsugi.runtime.session.RunHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * What {@link MemoryRelief} has to do next: which run is to be stopped, and whether memory is to be given back. It acts on
 * nothing. For use by several threads.
 */
final class ReliefState {

    /** How often memory is given back at most while the process does not go forward. */
    static final Duration EVERY = Duration.ofSeconds(1);

    /** Shorter than that it may be the code of something that was not used for a while. */
    private static final Duration CERTAIN = Duration.ofSeconds(2);

    /** By then what could be given back has been. */
    private static final Duration HOPELESS = Duration.ofSeconds(10);

    /** How often memory is given back while there is little. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private final Set<RunHandle> running = new LinkedHashSet<>();
    private final Set<RunHandle> stopping = new HashSet<>();
    private Thrashing thrashing;
    private Instant relieved = Instant.MIN;
    private Instant stopped = Instant.MIN;
    private boolean used;

    ReliefState(Instant now) {
        this.thrashing = Thrashing.none(now);
    }

    /**
     * What is to be done now.
     *
     * @param stop the run that has to end
     * @param givesBack whether memory is given back
     * @param thrashes whether the process does not go forward
     * @param text why
     */
    record Step(Optional<RunHandle> stop, boolean givesBack, boolean thrashes, String text) {}

    synchronized void begin(RunHandle run) {
        running.add(run);
        used = true;
    }

    synchronized void end(RunHandle run) {
        running.remove(run);
        stopping.remove(run);
        used = true;
    }

    /** The room was read again. */
    synchronized Step next(Optional<MemoryRoom> room, Instant now) {
        thrashing = thrashing.next(room, now);
        notifyAll();
        var stop = thrashing.lasts(CERTAIN, now) ? newest(now) : Optional.<RunHandle>empty();
        return new Step(stop, isDue(now), isThrashing(), thrashing.text());
    }

    /** The newest run, to be stopped; the one before it if that one has not ended after a pause. */
    private Optional<RunHandle> newest(Instant now) {
        if (!stopping.isEmpty() && now.isBefore(stopped.plus(PAUSE))) {
            return Optional.empty();
        }
        var next = running.stream().filter(run -> !stopping.contains(run)).reduce((_, later) -> later);
        next.ifPresent(run -> {
            stopping.add(run);
            stopped = now;
        });
        return next;
    }

    /** Whether memory is to be given back now; says so once for a pause. */
    synchronized boolean isDue(Instant now) {
        var thrashes = isThrashing();
        if (!(thrashes || thrashing.isShort() && used) || now.isBefore(relieved.plus(thrashes ? EVERY : PAUSE))) {
            return false;
        }
        relieved = now;
        used = !running.isEmpty();
        return true;
    }

    synchronized boolean isRunning() {
        return !running.isEmpty();
    }

    private boolean isThrashing() {
        return thrashing.since().isPresent();
    }

    /** Why nothing can run, if it has lasted so long; empty if something may. */
    synchronized Optional<String> hopeless(Instant now) {
        return thrashing.lasts(HOPELESS, now) ? Optional.of(thrashing.text()) : Optional.empty();
    }

    /** Whether the process goes forward, waiting for that at most so long. */
    synchronized boolean awaitProgress(Duration atMost) throws InterruptedException {
        var until = System.nanoTime() + atMost.toNanos();
        while (isThrashing() && System.nanoTime() < until) {
            TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
        }
        return !isThrashing();
    }
}
