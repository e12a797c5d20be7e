package dev.kintsugi.pipeline;

import dev.kintsugi.capacity.TimeModel;
import dev.kintsugi.capacity.TimeWork;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Remedy.Replan;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Learns how long the attempts of each variant take, and predicts which ones would be stopped by their time limit, so that
 * they are drawn in fewer steps from the beginning.
 */
public final class TimeForecast {

    /** What is known of a variant. */
    public record Entry(Variant variant, TimeModel model) {}

    /**
     * An attempt that takes too long.
     *
     * @param needed how long it is expected to take
     * @param change what to change in it
     */
    public record Shortage(Duration needed, Replan<Plan> change) {}

    /** Machines are not always equally fast: an attempt is changed where it would take this much of its expected time. */
    private static final double SURELY = 0.8;

    /** An attempt that is changed is made to take this much of its limit. */
    private static final double AIM = 0.8;

    private final Map<Variant, TimeModel> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final ModelRepository repository;

    public TimeForecast(ModelRepository repository) {
        this.repository = repository;
    }

    /** What is short for a plan within a limit; empty where it is in time, nobody knows, or fewer steps are not possible. */
    public Optional<Shortage> shortage(Plan plan, Duration limit) {
        var model = known.get(plan.variant());
        if (model == null || !model.isEnough()) {
            return Optional.empty();
        }
        var expected = model.expected(work(plan));
        if (expected.toNanos() * SURELY <= limit.toNanos()) {
            return Optional.empty();
        }
        var share = share(plan, model, AIM * limit.toNanos());
        return repository
                .find(plan.variant().model())
                .map(Ladder::of)
                .flatMap(ladder -> ladder.shortened(plan, share))
                .map(rung -> new Shortage(
                        expected, new Replan<>(RecoveryStrategy.PARAMETER_ADJUSTMENT, rung.plan(), rung.change())));
    }

    /** The share of its steps that fits into some nanoseconds: what does not depend on the steps takes as long as ever. */
    private static double share(Plan plan, TimeModel model, double nanos) {
        var rest = model.expected(work(plan.withPicture(plan.picture().withSteps(0))))
                .toNanos();
        return Math.max(0, nanos - rest) / (model.expected(work(plan)).toNanos() - rest);
    }

    /** An attempt worked, all of it. */
    public void worked(Plan plan, Duration took) {
        known.compute(
                plan.variant(), (_, before) -> (before == null ? TimeModel.none() : before).with(work(plan), took));
        changes.incrementAndGet();
    }

    /** An attempt was stopped after this time. */
    public void stopped(Plan plan, Duration limit) {
        known.computeIfPresent(plan.variant(), (_, model) -> model.withMoreThan(work(plan), limit));
        changes.incrementAndGet();
    }

    private static TimeWork work(Plan plan) {
        var picture = plan.picture();
        return new TimeWork(
                picture.count(),
                picture.steps(),
                picture.guidance() > 1 ? 2 : 1,
                picture.size().pixels());
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

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        known.clear();
        entries.forEach(entry -> known.put(entry.variant(), entry.model()));
        changes.incrementAndGet();
    }
}
