package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.capacity.memory.MemoryReading;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Learns how much memory the attempts of each variant take, and predicts which ones will not fit, so that they are
 * changed before anything fails. What attempts take is observed if there is a budget on the CPU (see
 * {@link MemoryWatch}); elsewhere nothing is observed, so nothing is predicted. That others run at the same time is not
 * counted.
 */
public final class MemoryForecast {

    /**
     * An attempt that will not fit.
     *
     * @param needed the bytes that it is expected to need
     * @param there the bytes that the device has
     * @param changes what to change in it, least loss first; empty if nothing would help
     */
    public record Shortage(long needed, long there, List<Replan<Plan>> changes) {}

    private final LearnedMap<Workload, WorkloadMemory> known = new LearnedMap<>();
    private final ModelRepository repository;
    private final DeviceMemory memory;

    public MemoryForecast(ModelRepository repository, DeviceMemory memory) {
        this.repository = repository;
        this.memory = memory;
    }

    /** What is short for a plan; empty if it surely does not fail, or this is unknown. */
    public Optional<Shortage> shortage(Plan plan) {
        return entry(plan).filter(entry -> entry.model().isEnough()).flatMap(entry -> shortage(plan, entry));
    }

    private Optional<Shortage> shortage(Plan plan, WorkloadMemory entry) {
        var work = WorkloadMemory.work(plan);
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

    private List<Replan<Plan>> lighter(Plan plan, WorkloadMemory entry, long there) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .map(model -> new ReducedPlanSearch(Ladder.of(model, plan.work()), entry, there).changes(plan))
                .orElse(List.of());
    }

    /** Whether it is time to observe an attempt: the first ones, and those larger than any before. */
    boolean wants(Plan plan) {
        return entry(plan)
                .map(entry -> entry.isUnsureOf(WorkloadMemory.work(plan)))
                .orElse(true);
    }

    /**
     * An attempt worked.
     *
     * @param taken the bytes that it took beyond the weights
     * @param weights the bytes that weights took, those of other models included
     */
    void observed(Plan plan, long taken, long weights) {
        known.learn(
                plan.workload(),
                WorkloadMemory.none(plan.workload(), weights),
                before -> before.with(WorkloadMemory.work(plan), taken, weights));
    }

    /** An attempt ran out of memory with nothing left to free: it needs more than there is. */
    public void failed(Plan plan) {
        memory.reading(plan.variant().device())
                .ifPresent(reading -> known.learnMore(
                        plan.workload(),
                        before -> Optional.of(before.withMoreThan(WorkloadMemory.work(plan), reading.free()))));
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    public long changes() {
        return known.changes();
    }

    /** What is known of the workload of a plan. */
    Optional<WorkloadMemory> entry(Plan plan) {
        return known.get(plan.workload());
    }

    /** All that is known. */
    public List<WorkloadMemory> entries() {
        return List.copyOf(known.all().values());
    }

    /** Forgets what was learned of some variants. */
    public void forget(Predicate<Variant> which) {
        known.forget(workload -> which.test(workload.variant()));
    }

    /** Knows what was known before, and nothing else. */
    public void restore(List<WorkloadMemory> entries) {
        known.restore(entries, WorkloadMemory::workload, entry -> entry);
    }
}
