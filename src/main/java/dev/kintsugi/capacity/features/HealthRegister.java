package dev.kintsugi.capacity.features;

import dev.kintsugi.capacity.features.DependencyHealth.Failing;
import dev.kintsugi.capacity.features.DependencyHealth.Rhythm;
import io.quarkus.logging.Log;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;

/** How each dependency stands; when one begins to fail and when it works again is logged. Never blocks. */
final class HealthRegister {

    private final Map<String, DependencyHealth> standings = new ConcurrentHashMap<>();
    private final Rhythm rhythm;
    private final Map<String, Rhythm> rhythms = new ConcurrentHashMap<>();
    private final Clock clock;

    /** @param rhythm of dependencies that have none of their own */
    HealthRegister(List<Dependency> dependencies, Rhythm rhythm, Clock clock) {
        this.rhythm = rhythm;
        this.clock = clock;
        dependencies.forEach(dependency ->
                dependency.every().ifPresent(every -> rhythms.put(dependency.name(), new Rhythm(every, every, every))));
    }

    /** Dependencies work until it is known that they do not; those that cost something to try are not tried at once. */
    void begin(List<Dependency> dependencies) {
        var first = clock.instant().plus(rhythm.usual()); // a start has enough to do
        dependencies.forEach(dependency -> standings.putIfAbsent(
                dependency.name(), DependencyHealth.begun(dependency.every().isPresent() ? clock.instant() : first)));
    }

    /** What is wrong with it since when; nothing while it works. */
    Optional<Failing> failing(String dependency) {
        return Optional.ofNullable(standings.get(dependency)).flatMap(DependencyHealth::failing);
    }

    boolean isDue(String dependency, Instant now) {
        var health = standings.get(dependency);
        return health != null && !health.nextProbe().isAfter(now);
    }

    /** A request met this. */
    void reported(String dependency, String problem) {
        change(dependency, before -> before.reported(problem, clock.instant(), rhythm(dependency)));
    }

    /** @param problem that a probe met; empty if it met none */
    void probed(String dependency, String problem) {
        change(
                dependency,
                before -> problem.isEmpty()
                        ? before.worked(clock.instant(), rhythm(dependency))
                        : before.failed(problem, clock.instant(), rhythm(dependency)));
    }

    private Rhythm rhythm(String dependency) {
        return rhythms.getOrDefault(dependency, rhythm);
    }

    private void change(String dependency, UnaryOperator<DependencyHealth> change) {
        var degraded = new AtomicBoolean();
        var after = standings.compute(dependency, (_, before) -> {
            var known = before == null ? DependencyHealth.begun(clock.instant()) : before;
            degraded.setPlain(known.failing().isPresent());
            return change.apply(known);
        });
        if (after.failing().isPresent() != degraded.getPlain()) {
            tell(dependency, after);
            tryOthers(dependency);
        }
    }

    /** What ends or begins, such as a full disk, often concerns more than the one that noticed it first. */
    private void tryOthers(String dependency) {
        var now = clock.instant();
        standings.keySet().stream()
                .filter(other -> !other.equals(dependency))
                .forEach(other -> standings.computeIfPresent(other, (_, health) -> health.triedBy(now)));
    }

    private static void tell(String dependency, DependencyHealth health) {
        health.failing()
                .ifPresentOrElse(
                        failing -> Log.warnf("%s fails: %s", dependency, failing.problem()),
                        () -> Log.infof("%s works again", dependency));
    }
}
