package dev.kintsugi.capacity.features;

import dev.kintsugi.background.BackgroundTasks;
import io.quarkus.arc.All;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Knows which features are degraded. A dependency that fails in use, or that a probe finds broken, degrades what needs
 * it; a probe that succeeds brings it back.
 */
@ApplicationScoped
public class Features {

    private static final Duration EVERY = Duration.ofMillis(500);

    private final List<Dependency> dependencies;
    private final HealthRegister health;
    private final DependencyProbes probes;
    private final BackgroundTasks background;

    Features(@All List<Dependency> dependencies, FeatureSettings settings, BackgroundTasks background, Clock clock) {
        this.dependencies = dependencies;
        this.health = new HealthRegister(
                dependencies,
                new DependencyHealth.Rhythm(settings.probeEvery(), settings.firstPause(), settings.longestPause()),
                clock);
        this.probes = new DependencyProbes(health, Infrastructure.getDefaultWorkerPool(), clock);
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        requireAll();
        health.begin(dependencies);
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
                        .<FeatureState.Cause>mapMulti((name, out) -> health.failing(name)
                                .ifPresent(failing ->
                                        out.accept(new FeatureState.Cause(name, failing.problem(), failing.since()))))
                        .toList());
    }

    /** Reports a failure of a dependency: what needs it is degraded from now on. Never blocks. */
    public void failed(String dependency, String problem) {
        health.reported(dependency, problem);
    }

    /** Whether a dependency is known to fail. Never blocks. */
    public boolean fails(String dependency) {
        return health.failing(dependency).isPresent();
    }

    /** What is wrong with a dependency; nothing while it works. Never blocks. */
    public Optional<String> problem(String dependency) {
        return health.failing(dependency).map(DependencyHealth.Failing::problem);
    }

    /** How long the last probe of a dependency took; nothing before there was one. Never blocks. */
    public Optional<Duration> lastProbe(String dependency) {
        return probes.last(dependency);
    }

    void probeDue() {
        dependencies.forEach(probes::probeIfDue);
    }
}
