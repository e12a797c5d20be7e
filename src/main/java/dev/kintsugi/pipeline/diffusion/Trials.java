package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.file.BoundedCalls;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Small pieces of work that show whether something works. One that succeeded is not done again for a while. */
final class Trials {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final int THREADS = 4;

    /** When something worked last. */
    private record Worked(Instant at) {}

    private final BoundedCalls<Object, Boolean> calls = new BoundedCalls<>("model-probe", THREADS);
    private final Map<Object, Worked> worked = new ConcurrentHashMap<>();
    private final Clock clock;

    Trials(Clock clock) {
        this.clock = clock;
    }

    /**
     * Whether something works. Blocks for some seconds at most. Work that is not done in time tells of a busy machine, not
     * of something broken, if it succeeded before.
     *
     * @param what is tried
     * @param fresh how old a success may be
     * @param work throws if it does not
     */
    boolean worked(Object what, Duration fresh, Runnable work) {
        var before = worked.get(what);
        if (before != null && clock.instant().isBefore(before.at().plus(fresh))) {
            return true;
        }
        return calls.call(what, () -> succeeds(what, work), PATIENCE)
                .orElse(before != null && clock.instant().isBefore(before.at().plus(BUSY)));
    }

    private boolean succeeds(Object what, Runnable work) {
        try {
            work.run();
            worked.put(what, new Worked(clock.instant()));
            return true;
        } catch (RuntimeException | LinkageError e) { // a native library may be missing
            worked.remove(what);
            Log.warnf("%s does not answer a probe: %s", what, e.getMessage());
            return false;
        }
    }
}
