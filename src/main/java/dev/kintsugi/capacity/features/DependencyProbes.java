package dev.kintsugi.capacity.features;

import dev.kintsugi.model.file.OsErrors;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** Tries dependencies when it is time, each on another thread. One that hangs holds up no other, and says by that how it is. */
final class DependencyProbes {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, Instant> running = new ConcurrentHashMap<>();
    private final Map<String, Duration> took = new ConcurrentHashMap<>();
    private final HealthRegister health;
    private final Executor blocking;
    private final Clock clock;

    DependencyProbes(HealthRegister health, Executor blocking, Clock clock) {
        this.health = health;
        this.blocking = blocking;
        this.clock = clock;
    }

    void probeIfDue(Dependency dependency) {
        var name = dependency.name();
        var now = clock.instant();
        if (!health.isDue(name, now)) {
            return;
        }
        var since = running.putIfAbsent(name, now);
        if (since == null) {
            try {
                blocking.execute(() -> {
                    try {
                        var begun = clock.instant();
                        var problem = problem(dependency);
                        took.put(name, Duration.between(begun, clock.instant()));
                        health.probed(name, problem);
                    } finally {
                        running.remove(name);
                    }
                });
            } catch (RuntimeException | Error e) { // there may be no thread for it: it is tried again
                running.remove(name);
                throw e;
            }
        } else if (since.plus(PATIENCE).isBefore(now)) {
            health.probed(name, "it does not answer");
        }
    }

    /** How long the last probe took that has ended. */
    Optional<Duration> last(String dependency) {
        return Optional.ofNullable(took.get(dependency));
    }

    /** Empty if it works. */
    private String problem(Dependency dependency) {
        try {
            return dependency.problem().orElse("");
        } catch (RuntimeException | LinkageError e) { // a native library may be missing
            if (health.failing(dependency.name()).isEmpty()) { // once, until it works again
                Log.warnf("%s does not work: %s", dependency.name(), CauseChain.describe(e));
            }
            return "it cannot be used"
                    + OsErrors.words(e).map(why -> ": " + why).orElse("");
        }
    }
}
