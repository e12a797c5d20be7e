package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Substitutes;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Remembers which plans ran out of memory and what they became when they worked, so that the next one like them is
 * changed before it fails. From time to time a little more is tried, so that memory that was freed is used again.
 */
public final class KnownGood {

    /** Plans that need the same memory for a pixel. */
    public record Key(Workload workload, boolean guided) {

        static Key of(Plan plan) {
            return new Key(plan.workload(), plan.work().cost().branches() > 1);
        }
    }

    /** What is known of the plans that need the same memory for a pixel. */
    public record Entry(Key key, MemoryLimit limit) {}

    private final Map<Key, MemoryLimit> limits = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
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
            limits.compute(
                    Key.of(failed),
                    (_, limit) -> (limit == null ? MemoryLimit.none(now, pause) : limit).learned(failed, worked, now));
            changes.incrementAndGet();
        }
    }

    /** A plan worked at once. */
    public void worked(Plan plan) {
        substitutes.worked(plan);
        limits.computeIfPresent(Key.of(plan), (_, limit) -> {
            var left = limit.worked(plan);
            if (!left.equals(limit)) {
                changes.incrementAndGet();
            }
            return left.isNone() ? null : left;
        });
    }

    /**
     * What to change in a plan so that it does not fail as others did, least loss first; empty if it may be tried as
     * it is.
     */
    public List<Replan<Plan>> lighter(Plan plan, Instant now) {
        var key = Key.of(plan);
        var limit = limits.get(key);
        var pixels = plan.work().cost().size();
        if (limit == null || pixels < Math.min(limit.lightFrom(), limit.smallerFrom())) {
            return List.of();
        }
        // Of all that come at the same time one probes.
        var probe = limit.isProbe(now) && limits.replace(key, limit, limit.probed(now));
        return pixels < limit.smallerFrom() && probe ? List.of() : replans(plan, limit, probe);
    }

    /** Whether something is known of plans like this one, of so many pixels; what {@link #lighter} says then counts. */
    public boolean knows(Plan plan) {
        var limit = limits.get(Key.of(plan));
        return limit != null && plan.work().cost().size() >= Math.min(limit.lightFrom(), limit.smallerFrom());
    }

    /** Whether it is known that plans like this one, of so many pixels, have to be smaller. */
    public boolean knowsSmaller(Plan plan) {
        var limit = limits.get(Key.of(plan));
        return limit != null && plan.work().cost().size() >= limit.smallerFrom();
    }

    private List<Replan<Plan>> replans(Plan plan, MemoryLimit limit, boolean probe) {
        var changes = new ArrayList<Replan<Plan>>();
        var ladder = repository.find(plan.variant().model()).map(model -> Ladder.of(model, plan.work()));
        var pixels = plan.work().cost().size();
        if (ladder.isEmpty()) {
            return changes;
        }
        var lighter = plan;
        if (pixels >= limit.lightFrom()) {
            for (var rung : ladder.get().computedAs(limit.execution(), lighter)) {
                changes.add(new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change()));
                lighter = rung.plan();
            }
        }
        if (pixels >= limit.smallerFrom()) {
            ladder.get()
                    .atMost(limit.most(probe), lighter)
                    // Sizes come in steps: a probe that would be no larger than what fits is made as it was asked for.
                    .filter(rung -> !probe || rung.plan().work().cost().size() > limit.fits())
                    .map(rung -> new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change()))
                    .ifPresent(changes::add);
        }
        return changes;
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** All that is known. */
    public List<Entry> entries() {
        return limits.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        substitutes.forget(which);
        limits.keySet().removeIf(key -> which.test(key.workload().variant()));
        changes.incrementAndGet();
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        substitutes.forget();
        limits.clear();
        entries.forEach(entry -> limits.put(entry.key(), entry.limit()));
        changes.incrementAndGet();
    }
}
