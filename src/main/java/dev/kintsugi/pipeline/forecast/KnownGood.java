package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Substitutes;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Remembers which plans ran out of memory and what they became when they worked, so that the next one like them is
 * changed before it fails. From time to time a little more is tried, so that memory that was freed is used again.
 */
public final class KnownGood {

    /** What is known of the plans that need the same memory for a pixel. */
    public record Entry(MemoryLimit.Key key, MemoryLimit limit) {}

    private final LearnedMap<MemoryLimit.Key, MemoryLimit> limits = new LearnedMap<>();
    private final ModelRepository repository;
    private final Duration pause;
    private final Substitutes substitutes;

    /** @param pause how long what was learned holds until a little more is tried */
    public KnownGood(ModelRepository repository, Duration pause) {
        this.repository = repository;
        this.pause = pause;
        this.substitutes = new Substitutes(pause);
    }

    /** What takes the place of requests that failed as they were. */
    public Substitutes substitutes() {
        return substitutes;
    }

    /** A plan ran out of memory and became another that worked; only lighter plans of the same variant are comparable. */
    public void learn(Plan failed, Plan worked, Instant now) {
        if (failed.variant().equals(worked.variant()) && !failed.equals(worked)) {
            limits.learn(
                    MemoryLimit.Key.of(failed),
                    MemoryLimit.none(now, pause),
                    limit -> limit.learned(failed, worked, now));
        }
    }

    /** A plan worked at once. */
    public void worked(Plan plan) {
        substitutes.worked(plan);
        limits.learnMore(
                MemoryLimit.Key.of(plan),
                limit -> Optional.of(limit.worked(plan)).filter(left -> !left.isNone()));
    }

    /**
     * What to change in a plan so that it does not fail as others did, least loss first; empty if it may be tried as
     * it is.
     */
    public List<Replan<Plan>> lighter(Plan plan, Instant now) {
        return limit(plan).map(limit -> lighter(plan, limit, now)).orElse(List.of());
    }

    private List<Replan<Plan>> lighter(Plan plan, MemoryLimit limit, Instant now) {
        // Of all that come at the same time one probes.
        var probe = limit.isProbe(now) && limits.note(MemoryLimit.Key.of(plan), limit, limit.probed(now));
        return !limit.requiresSmaller(plan) && probe
                ? List.of()
                : repository
                        .find(plan.variant().model(), plan.variant().version())
                        .map(model -> new LimitedPlan(Ladder.of(model, plan.work()), limit, probe).changes(plan))
                        .orElse(List.of());
    }

    private Optional<MemoryLimit> limit(Plan plan) {
        return limits.get(MemoryLimit.Key.of(plan)).filter(limit -> limit.concerns(plan));
    }

    /** Whether something is known of plans like this one, of so many pixels; what {@link #lighter} says then counts. */
    public boolean knows(Plan plan) {
        return limit(plan).isPresent();
    }

    /** Whether it is known that plans like this one, of so many pixels, have to be smaller. */
    public boolean knowsSmaller(Plan plan) {
        return limit(plan).filter(limit -> limit.requiresSmaller(plan)).isPresent();
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return limits.changes();
    }

    /** All that is known. */
    public List<Entry> entries() {
        return limits.all().entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        substitutes.forget(which);
        limits.forget(key -> which.test(key.workload().variant()));
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        substitutes.forget();
        limits.restore(entries, Entry::key, Entry::limit);
    }
}
