package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.capacity.features.Dependency;
import dev.kintsugi.capacity.memory.MemoryRoom;
import dev.kintsugi.capacity.memory.Thrashing;
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
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps a process in a small container going forward. If memory that cannot be dropped leaves too little room for the pages
 * of its own code, the kernel neither ends the process nor lets it compute (see {@link Thrashing}). Then runs are stopped,
 * the newest first, which fails them for want of memory; what is free is given back; and new attempts wait, and are refused
 * if that does not help. Without a limit of memory nothing is watched. See decisions/0017.
 */
@ApplicationScoped
public class MemoryRelief implements Dependency {

    /** A waiting run gets no signal when it is stopped, so it checks this often. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private final HostMemory host;
    private final Sessions sessions;
    private final BackgroundTasks background;
    private final Clock clock;
    private final ReliefState state;

    MemoryRelief(HostMemory host, Sessions sessions, BackgroundTasks background, Clock clock) {
        this.host = host;
        this.sessions = sessions;
        this.background = background;
        this.clock = clock;
        this.state = new ReliefState(clock.instant());
    }

    void start(@Observes StartupEvent event) {
        if (host.limit().isPresent()) {
            background.every(ReliefState.EVERY, "memory relief", () -> check(MemoryRoom.read()));
        }
    }

    /** A run that can be stopped to have its memory, until it is closed. */
    public interface Watched extends AutoCloseable {
        @Override
        void close();
    }

    /** A run begins. */
    public Watched watch(RunHandle handle) {
        state.begin(handle);
        return () -> state.end(handle);
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
        if (state.isDue(clock.instant())) {
            giveBack(state.isRunning());
        }
    }

    private void awaitProgress(Runnable waiting) {
        try {
            for (var forward = state.awaitProgress(Duration.ZERO); !forward; forward = state.awaitProgress(LOOK)) {
                state.hopeless(clock.instant()).ifPresent(why -> {
                    throw new TypedException(FailureType.VRAM_EXHAUSTION, why);
                });
                waiting.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while it waited for memory", e);
        }
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(ReliefState.EVERY);
    }

    /** Why nothing can run now; empty if something can. */
    @Override
    public Optional<String> problem() {
        return state.hopeless(clock.instant());
    }

    void check(Optional<MemoryRoom> room) {
        var step = state.next(room, clock.instant());
        step.stop().ifPresent(handle -> {
            Log.warnf("a run is stopped, so that the service goes forward. %s", step.text());
            handle.exhaust(step.text());
        });
        if (step.givesBack()) {
            giveBack(!step.thrashes() && state.isRunning());
        }
    }

    /**
     * Gives memory back that nothing uses: of sessions that are idle, and of what was freed and is still held.
     *
     * @param keepSessions whether only what is no session's is given back, so that the next run need not load its model
     */
    private void giveBack(boolean keepSessions) {
        if (keepSessions) {
            NativeHeap.trim();
            return;
        }
        try {
            sessions.giveBack();
        } catch (InferenceException e) {
            Log.warnf("memory that nothing uses is not given back: %s", e.getMessage());
        }
    }
}
