package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.capacity.memory.MemoryReading;
import dev.kintsugi.capacity.prediction.MemoryModel;
import dev.kintsugi.capacity.prediction.MemoryWork;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Learns how much memory the attempts of each variant take, and predicts which ones will not fit, so that they are
 * changed before anything fails. What attempts take is observed if there is a budget on the CPU (see
 * {@link MemoryWatch}); elsewhere nothing is observed, so nothing is predicted. That others run at the same time is not
 * counted.
 */
public final class MemoryForecast {

    /**
     * What is known of a workload.
     *
     * @param workload which
     * @param model what its attempts take beyond the weights
     * @param weights the bytes that its weights take, at most
     * @param largest the most work that was observed: pixels times what is computed of them at once
     */
    public record Entry(Workload workload, MemoryModel model, long weights, long largest) {

        long expected(MemoryWork work) {
            return weights + model.expected(work);
        }

        long least(MemoryWork work) {
            return weights + model.least(work);
        }
    }

    /**
     * An attempt that will not fit.
     *
     * @param needed the bytes that it is expected to need
     * @param there the bytes that the device has
     * @param changes what to change in it, least loss first; empty if nothing would help
     */
    public record Shortage(long needed, long there, List<Replan<Plan>> changes) {}

    /** So many attempts are observed, whatever their size: each costs the time to load the model. */
    private static final int CLOSELY = 6;

    private final Map<Workload, Entry> known = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final ModelRepository repository;
    private final DeviceMemory memory;

    public MemoryForecast(ModelRepository repository, DeviceMemory memory) {
        this.repository = repository;
        this.memory = memory;
    }

    /** What is short for a plan; empty if it surely does not fail, or this is unknown. */
    public Optional<Shortage> shortage(Plan plan) {
        var entry = known.get(plan.workload());
        if (entry == null || !entry.model().isEnough()) {
            return Optional.empty();
        }
        var work = work(plan);
        var expected = entry.expected(work);
        return memory.reading(plan.variant().device())
                .map(MemoryReading::free)
                .filter(there -> expected > there && entry.least(work) > there)
                .map(there -> new Shortage(expected, there, lighter(plan, entry, there)));
    }

    /** What to change in a plan that is expected not to fit; empty if nothing is known, or it is expected to fit. */
    public List<Replan<Plan>> lighter(Plan plan) {
        return shortage(plan).map(Shortage::changes).orElse(List.of());
    }

    private List<Replan<Plan>> lighter(Plan plan, Entry entry, long there) {
        return repository
                .find(plan.variant().model())
                .map(model -> new ReducedPlanSearch(Ladder.of(model, plan.work()), entry, there).changes(plan))
                .orElse(List.of());
    }

    /** Whether it is time to observe an attempt: the first ones, and those larger than any before. */
    boolean wants(Plan plan) {
        var entry = known.get(plan.workload());
        return entry == null || entry.model().samples() < CLOSELY || size(work(plan)) > entry.largest();
    }

    /**
     * An attempt worked.
     *
     * @param taken the bytes that it took beyond the weights
     * @param weights the bytes that weights took, those of other models included
     */
    void observed(Plan plan, long taken, long weights) {
        var work = work(plan);
        known.compute(plan.workload(), (workload, entry) -> {
            var before = entry == null ? new Entry(workload, MemoryModel.none(), weights, 0) : entry;
            return new Entry(
                    workload,
                    before.model().with(work, taken),
                    Math.min(before.weights(), weights),
                    Math.max(before.largest(), size(work)));
        });
        changes.incrementAndGet();
    }

    /** An attempt ran out of memory with nothing left to free: it needs more than there is. */
    public void failed(Plan plan) {
        memory.reading(plan.variant().device()).ifPresent(reading -> {
            known.computeIfPresent(
                    plan.workload(),
                    (_, entry) -> new Entry(
                            entry.workload(),
                            entry.model().withMoreThan(work(plan), Math.max(0, reading.free() - entry.weights())),
                            entry.weights(),
                            entry.largest()));
            changes.incrementAndGet();
        });
    }

    static MemoryWork work(Plan plan) {
        return work(plan, plan.execution(), plan.work().cost().size());
    }

    static MemoryWork work(Plan plan, Execution execution, long pixels) {
        var batch = execution.batch(plan.work().cost().branches());
        return new MemoryWork(batch, pixels, execution.decodesWhole() ? pixels : 0);
    }

    private static long size(MemoryWork work) {
        return work.batch() * work.pixels() + work.decoded();
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return changes.get();
    }

    /** What is known of the workload of a plan. */
    Optional<Entry> entry(Plan plan) {
        return Optional.ofNullable(known.get(plan.workload()));
    }

    /** All that is known. */
    public List<Entry> entries() {
        return List.copyOf(known.values());
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        known.keySet().removeIf(workload -> which.test(workload.variant()));
        changes.incrementAndGet();
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<Entry> entries) {
        known.clear();
        entries.forEach(entry -> known.put(entry.workload(), entry));
        changes.incrementAndGet();
    }
}
