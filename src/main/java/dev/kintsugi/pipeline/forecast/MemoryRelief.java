package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.capacity.memory.MemoryRoom;
import dev.kintsugi.capacity.memory.Thrashing;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.HostMemory;
import dev.kintsugi.runtime.device.NativeHeap;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps a process in a small container going forward. If memory that cannot be dropped leaves too little room for the pages
 * of its own code, the kernel neither ends the process nor lets it compute (see {@link Thrashing}). Then runs are stopped,
 * the newest first, which fails them for want of memory; what is free is given back; and new attempts wait, and are refused
 * if that does not help. Without a limit of memory nothing is watched. See decisions/0017.
 */
@ApplicationScoped
public class MemoryRelief implements Dependency {

    private static final Path ROOT = Path.of("/");
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final long MEBI = 1L << 20;
    private static final long LOOK_MS = 100;

    /** Shorter than that it may be the code of something that was not used for a while. */
    private static final Duration CERTAIN = Duration.ofSeconds(2);

    /** By then what could be given back has been. */
    private static final Duration HOPELESS = Duration.ofSeconds(10);

    /** How often memory is given back while there is little. */
    private static final Duration PAUSE = Duration.ofSeconds(5);

    private static final String SHORTAGE = "The container has too little memory:";

    private final HostMemory host;
    private final Sessions sessions;
    private final BackgroundTasks background;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Set<RunHandle> running = new LinkedHashSet<>();
    private final Set<RunHandle> stopping = new HashSet<>();
    private Thrashing state;
    private Instant relieved = Instant.MIN;
    private Instant stopped = Instant.MIN;
    private boolean used;

    MemoryRelief(HostMemory host, Sessions sessions, BackgroundTasks background, Clock clock) {
        this.host = host;
        this.sessions = sessions;
        this.background = background;
        this.clock = clock;
        this.state = Thrashing.none(clock.instant());
    }

    void start(@Observes StartupEvent event) {
        if (host.limit().isPresent()) {
            background.every(EVERY, "memory relief", () -> check(MemoryRoom.read(ROOT)));
        }
    }

    /** A run that can be stopped to have its memory, until it is closed. */
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    /** A run begins. */
    public Watched watch(RunHandle handle) {
        lock.lock();
        try {
            running.add(handle);
            used = true;
        } finally {
            lock.unlock();
        }
        return () -> {
            lock.lock();
            try {
                running.remove(handle);
                stopping.remove(handle);
                used = true;
            } finally {
                lock.unlock();
            }
        };
    }

    /**
     * Waits until the process goes forward, at most some seconds. If there is little memory, what others have used is given
     * back first.
     *
     * @param waiting called several times a second meanwhile; what it throws ends the wait
     * @throws TypedException vram_exhaustion if there is too little memory to run anything
     */
    public void admit(Runnable waiting) {
        awaitProgress(waiting);
        boolean due;
        lock.lock();
        try {
            due = isDue(clock.instant());
        } finally {
            lock.unlock();
        }
        if (due) {
            giveBack(false);
        }
    }

    private void awaitProgress(Runnable waiting) {
        lock.lock();
        try {
            while (state.since().isPresent()) {
                if (state.lasts(HOPELESS, clock.instant())) {
                    throw new TypedException(FailureType.VRAM_EXHAUSTION, text(state));
                }
                waiting.run();
                // The time says only that it is to look again.
                var _ = changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while it waited for memory", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(EVERY);
    }

    /** Why nothing can run now; empty if something can. */
    @Override
    public Optional<String> problem() {
        lock.lock();
        try {
            return state.lasts(HOPELESS, clock.instant()) ? Optional.of(text(state)) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether a failure says what is short here, and not how much a picture needs. */
    public static boolean isShortage(Failure failure) {
        return failure.type() == FailureType.VRAM_EXHAUSTION
                && failure.message().startsWith(SHORTAGE);
    }

    void check(Optional<MemoryRoom> room) {
        var now = clock.instant();
        Thrashing seen;
        Optional<RunHandle> newest;
        boolean due;
        lock.lock();
        try {
            seen = state.next(room, now);
            state = seen;
            changed.signalAll();
            newest = seen.lasts(CERTAIN, now) ? next(now) : Optional.empty();
            due = isDue(now);
        } finally {
            lock.unlock();
        }
        newest.ifPresent(handle -> {
            Log.warnf("a run is stopped, so that the service goes forward. %s", text(seen));
            handle.exhaust(text(seen));
        });
        if (due) {
            giveBack(seen.since().isPresent());
        }
    }

    /** The newest run, to be stopped; the one before it if that one has not ended after a pause. */
    private Optional<RunHandle> next(Instant now) {
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
    private boolean isDue(Instant now) {
        var thrashes = state.since().isPresent();
        if (!(thrashes || state.isShort() && used) || now.isBefore(relieved.plus(thrashes ? EVERY : PAUSE))) {
            return false;
        }
        relieved = now;
        used = !running.isEmpty();
        return true;
    }

    /** Idle sessions are closed only if nothing runs, or nothing gets anywhere anyhow. */
    private void giveBack(boolean all) {
        if (!all && isRunning()) {
            NativeHeap.trim();
            return;
        }
        try {
            sessions.giveBack();
        } catch (InferenceException e) {
            Log.warnf("memory that nothing uses is not given back: %s", e.getMessage());
        }
    }

    private boolean isRunning() {
        lock.lock();
        try {
            return !running.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private static String text(Thrashing state) {
        return state.room()
                .map(room -> SHORTAGE + " of its " + room.limit() / MEBI + " MiB only " + room.free() / MEBI
                        + " are left for the program's own files, which need " + Thrashing.NEEDED / MEBI
                        + ". Give it " + (room.limit() + 2 * Thrashing.NEEDED - room.free()) / MEBI
                        + " MiB or more. A smaller picture may fit in a moment, when memory was given back.")
                .orElse(SHORTAGE + " give it more.");
    }
}
