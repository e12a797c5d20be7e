package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.prediction.TimeModel;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

    private final LearnedMap<Workload, TimeModel> known = new LearnedMap<>();
    private final ModelRepository repository;

    public TimeForecast(ModelRepository repository) {
        this.repository = repository;
    }

    /** What is short for a plan within a limit; empty if it is in time, unknown, or nothing lighter is possible. */
    public Optional<Shortage> shortage(Plan plan, Duration limit) {
        return known.get(plan.workload()).filter(TimeModel::isEnough).flatMap(model -> shortage(plan, model, limit));
    }

    private Optional<Shortage> shortage(Plan plan, TimeModel model, Duration limit) {
        var expected = model.expected(ShorterPlanSearch.work(plan));
        if (expected.compareTo(limit) <= 0) {
            return Optional.empty();
        }
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .map(found -> new ShorterPlanSearch(Ladder.of(found, plan.work()), model).changes(plan, limit))
                .filter(changes -> !changes.isEmpty())
                .map(changes -> new Shortage(expected, changes));
    }

    /** Whether enough is known to say that a plan takes no longer. */
    public boolean isExpectedWithin(Duration limit, Plan plan) {
        return known.get(plan.workload())
                .filter(model -> model.isEnough()
                        && model.expected(ShorterPlanSearch.work(plan)).compareTo(limit) <= 0)
                .isPresent();
    }

    /** All that {@link #shortage} says to change, as one remedy. */
    public Optional<Replan<Plan>> lighter(Plan plan, Duration limit) {
        return shortage(plan, limit).map(shortage -> {
            var parts = shortage.changes().stream().map(Replan::change).toList();
            var lightest = shortage.changes().getLast().plan();
            return new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, lightest, parts);
        });
    }

    /** An attempt worked, all of it. */
    public void worked(Plan plan, Duration took) {
        known.learn(plan.workload(), TimeModel.none(), before -> before.with(ShorterPlanSearch.work(plan), took));
    }

    /** An attempt was stopped after this time. */
    public void stopped(Plan plan, Duration limit) {
        known.learnMore(
                plan.workload(), before -> Optional.of(before.withMoreThan(ShorterPlanSearch.work(plan), limit)));
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return known.changes();
    }

    /** All that is known. */
    public List<Entry> entries() {
        return known.all().entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        known.forget(workload -> which.test(workload.variant()));
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        known.restore(entries, Entry::workload, Entry::model);
    }
}
