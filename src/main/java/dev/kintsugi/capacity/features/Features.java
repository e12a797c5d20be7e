package dev.kintsugi.capacity.features;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.file.OsErrors;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * Knows which features are degraded. A dependency that fails in use, or that a probe finds broken, degrades what needs
 * it; a probe that succeeds brings it back.
 */
@ApplicationScoped
public class Features {

    private static final Duration EVERY = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Map<String, DependencyHealth> standings = new ConcurrentHashMap<>();
    private final List<Dependency> dependencies;
    private final DependencyHealth.Rhythm rhythm;
    private final Map<String, DependencyHealth.Rhythm> rhythms = new ConcurrentHashMap<>();
    private final BackgroundTasks background;
    private final Executor blocking = Infrastructure.getDefaultWorkerPool();
    private final Map<String, Instant> probing = new ConcurrentHashMap<>();
    private final Clock clock;

    Features(@All List<Dependency> dependencies, FeatureSettings settings, BackgroundTasks background, Clock clock) {
        this.dependencies = dependencies;
        this.rhythm =
                new DependencyHealth.Rhythm(settings.probeEvery(), settings.firstPause(), settings.longestPause());
        dependencies.forEach(dependency -> dependency
                .every()
                .ifPresent(every -> rhythms.put(dependency.name(), new DependencyHealth.Rhythm(every, every, every))));
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        requireAll();
        var first = clock.instant().plus(rhythm.usual()); // a start has enough to do
        dependencies.forEach(dependency -> standings.putIfAbsent(
                dependency.name(), DependencyHealth.begun(dependency.every().isPresent() ? clock.instant() : first)));
        background.every(EVERY, "dependency probes", this::probeDue);
    }

    /** A name that is written wrongly would never be degraded. */
    private void requireAll() {
        var known = dependencies.stream().map(Dependency::name).collect(Collectors.toSet());
        for (var feature : Feature.values()) {
            if (!known.containsAll(feature.needs())) {
                throw new IllegalStateException(
                        feature + " needs " + feature.needs() + ", but there are only " + known);
            }
        }
    }

    /** How all features are, in a fixed order. Never blocks. */
    public List<FeatureState> all() {
        return Arrays.stream(Feature.values()).map(this::of).toList();
    }

    /** How one feature is. */
    public FeatureState of(Feature feature) {
        return new FeatureState(
                feature,
                feature.needs().stream()
                        .<FeatureState.Cause>mapMulti((name, out) -> {
                            var health = standings.get(name);
                            if (health != null) {
                                health.failing()
                                        .ifPresent(failing -> out.accept(
                                                new FeatureState.Cause(name, failing.problem(), failing.since())));
                            }
                        })
                        .toList());
    }

    /** Reports a failure of a dependency: what needs it is degraded from now on. Never blocks. */
    public void failed(String dependency, String problem) {
        change(dependency, before -> before.reported(problem, clock.instant(), rhythm(dependency)));
    }

    /** Whether a dependency is known to fail. Never blocks. */
    public boolean fails(String dependency) {
        var health = standings.get(dependency);
        return health != null && health.failing().isPresent();
    }

    void probeDue() {
        dependencies.forEach(this::probeIfDue);
    }

    /** One that hangs holds up no other, and says by that how it is. */
    private void probeIfDue(Dependency dependency) {
        var name = dependency.name();
        var now = clock.instant();
        var health = standings.get(name);
        if (health == null || health.nextProbe().isAfter(now)) {
            return;
        }
        var since = probing.putIfAbsent(name, now);
        if (since == null) {
            try {
                blocking.execute(() -> {
                    try {
                        probe(dependency);
                    } finally {
                        probing.remove(name);
                    }
                });
            } catch (RuntimeException | Error e) { // there may be no thread for it: it is tried again
                probing.remove(name);
                throw e;
            }
        } else if (since.plus(PATIENCE).isBefore(now)) {
            failed(name, "it does not answer");
        }
    }

    private DependencyHealth.Rhythm rhythm(String dependency) {
        return rhythms.getOrDefault(dependency, rhythm);
    }

    private void probe(Dependency dependency) {
        var problem = problem(dependency);
        change(
                dependency.name(),
                before -> problem.isEmpty()
                        ? before.worked(clock.instant(), rhythm(dependency.name()))
                        : before.failed(problem, clock.instant(), rhythm(dependency.name())));
    }

    /** Empty if it works. */
    private String problem(Dependency dependency) {
        try {
            return dependency.problem().orElse("");
        } catch (RuntimeException | LinkageError e) { // a native library may be missing
            if (isBelievedToWork(dependency.name())) { // once, until it works again
                Log.warnf("%s does not work: %s", dependency.name(), CauseChain.describe(e));
            }
            return "it cannot be used"
                    + OsErrors.words(e).map(why -> ": " + why).orElse("");
        }
    }

    private boolean isBelievedToWork(String dependency) {
        var known = standings.get(dependency);
        return known == null || known.failing().isEmpty();
    }

    private void change(String dependency, java.util.function.UnaryOperator<DependencyHealth> change) {
        var degraded = new AtomicBoolean();
        var after = standings.compute(dependency, (_, before) -> {
            var known = before == null ? DependencyHealth.begun(clock.instant()) : before;
            degraded.setPlain(known.failing().isPresent());
            return change.apply(known);
        });
        if (after.failing().isPresent() != degraded.getPlain()) {
            tell(dependency, after);
        }
    }

    private void tell(String dependency, DependencyHealth health) {
        health.failing()
                .ifPresentOrElse(
                        failing -> Log.warnf("%s fails: %s", dependency, failing.problem()),
                        () -> Log.infof("%s works again", dependency));
    }
}
