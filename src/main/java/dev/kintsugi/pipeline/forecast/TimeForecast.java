package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.prediction.TimeModel;
import dev.kintsugi.capacity.prediction.TimeWork;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.pipeline.work.Cost;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Learns how long the attempts of each variant take, and predicts which ones would be stopped by their time limit, so that
 * they are drawn in fewer steps, or smaller, from the beginning.
 */
public final class TimeForecast {

    /** What is known of a workload. */
    public record Entry(Workload workload, TimeModel model) {}

    /**
     * An attempt that takes too long.
     *
     * @param needed how long it is expected to take
     * @param changes what to change in it, least loss first, each on top of the one before; never empty
     */
    public record Shortage(Duration needed, List<Replan<Plan>> changes) {}

    /** Machines are not always equally fast: an attempt that is changed is made to take this much of its limit. */
    private static final double AIM = 0.8;

    private final Map<Workload, TimeModel> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final ModelRepository repository;

    public TimeForecast(ModelRepository repository) {
        this.repository = repository;
    }

    /** What is short for a plan within a limit; empty if it is in time, unknown, or nothing lighter is possible. */
    public Optional<Shortage> shortage(Plan plan, Duration limit) {
        var model = known.get(plan.workload());
        if (model == null || !model.isEnough()) {
            return Optional.empty();
        }
        var expected = model.expected(work(plan));
        if (expected.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        var changes = lighter(plan, model, AIM * limit.toNanos());
        return changes.isEmpty() ? Optional.empty() : Optional.of(new Shortage(expected, changes));
    }

    /** Whether enough is known to say that a plan takes no longer. */
    public boolean isExpectedWithin(Duration limit, Plan plan) {
        var model = known.get(plan.workload());
        return model != null && model.isEnough() && model.expected(work(plan)).compareTo(limit) <= 0;
    }

    /** All that {@link #shortage} says to change, as one remedy. */
    public Optional<Replan<Plan>> lighter(Plan plan, Duration limit) {
        return shortage(plan, limit).map(shortage -> {
            var parts = shortage.changes().stream().map(Replan::change).toList();
            var lightest = shortage.changes().getLast().plan();
            return new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, lightest, Change.together(parts), parts, false);
        });
    }

    /** The largest plan that is expected to be in time: in fewer steps, and smaller if the fewest steps are not enough. */
    private List<Replan<Plan>> lighter(Plan plan, TimeModel model, double nanos) {
        var ladder = repository.find(plan.variant().model()).map(found -> Ladder.of(found, plan.work()));
        if (ladder.isEmpty()) {
            return List.of();
        }
        var rungs = new ArrayList<Ladder.Rung>();
        ladder.get().shortened(plan, share(plan, model, nanos)).ifPresent(rungs::add);
        var shorter = rungs.isEmpty() ? plan : rungs.getLast().plan();
        if (model.expected(work(shorter)).toNanos() * AIM > nanos) {
            ladder.get().atMost(most(shorter, model, nanos), shorter).ifPresent(rungs::add);
        }
        return rungs.stream()
                .map(rung -> new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change()))
                .toList();
    }

    /** The most pixels of such a picture that are expected to be in time. */
    private static long most(Plan plan, TimeModel model, double nanos) {
        long fits = 0;
        for (long tooMany = plan.work().cost().size() + 1; tooMany - fits > 1; ) {
            var middle = (fits + tooMany) / 2;
            if (model.expected(work(plan.work().cost().withSize(middle))).toNanos() <= nanos) {
                fits = middle;
            } else {
                tooMany = middle;
            }
        }
        return fits;
    }

    /** The share of its steps that fits into some nanoseconds: what does not depend on the steps takes as long as ever. */
    private static double share(Plan plan, TimeModel model, double nanos) {
        var rest = model.expected(work(plan.work().cost().withSteps(0))).toNanos();
        return Math.max(0, nanos - rest) / (model.expected(work(plan)).toNanos() - rest);
    }

    /** An attempt worked, all of it. */
    public void worked(Plan plan, Duration took) {
        known.compute(
                plan.workload(), (_, before) -> (before == null ? TimeModel.none() : before).with(work(plan), took));
        changes.incrementAndGet();
    }

    /** An attempt was stopped after this time. */
    public void stopped(Plan plan, Duration limit) {
        known.computeIfPresent(plan.workload(), (_, model) -> model.withMoreThan(work(plan), limit));
        changes.incrementAndGet();
    }

    private static TimeWork work(Plan plan) {
        return work(plan.work().cost());
    }

    private static TimeWork work(Cost cost) {
        return new TimeWork(cost.items(), cost.steps(), cost.branches(), cost.size());
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** All that is known. */
    public List<Entry> entries() {
        return known.entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        known.keySet().removeIf(workload -> which.test(workload.variant()));
        changes.incrementAndGet();
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        known.clear();
        entries.forEach(entry -> known.put(entry.workload(), entry.model()));
        changes.incrementAndGet();
    }
}
