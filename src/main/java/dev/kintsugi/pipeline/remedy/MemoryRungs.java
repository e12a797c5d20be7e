package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.capacity.memory.DeviceMemory;
import dev.kintsugi.capacity.memory.MemoryReading;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rungs;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.runtime.capi.Refusal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans that need less memory than one that ran out of it, least loss first. Attempts are few, so the size is not
 * lowered by little: what is known, by learning or from the refusal itself, says how far.
 */
@ApplicationScoped
public class MemoryRungs {

    /**
     * How much memory a plan needed, how much there is, and what would have fitted.
     *
     * @param text in sentences
     * @param facts the same in numbers, as far as they are known
     */
    public record Shortage(String text, Map<String, String> facts) {}

    /** How much of the sides is kept if nothing is known. */
    private static final double MUCH = 0.75;

    /** From this share of the pixels on, guidance one after the other, which costs no quality, may be enough. */
    private static final double NEARLY = 0.5;

    private final ModelRepository repository;
    private final MemoryForecast forecast;
    private final DeviceMemory memory;

    MemoryRungs(ModelRepository repository, MemoryForecast forecast, DeviceMemory memory) {
        this.repository = repository;
        this.forecast = forecast;
        this.memory = memory;
    }

    List<Replan<Plan>> of(Failure failure, Plan plan, Model model) {
        var ladder = Ladder.of(model, plan.work());
        var share = refused(failure, plan, model).flatMap(RefusedMemory::share);
        var rungs = new ArrayList<Optional<Replan<Plan>>>();
        if (canTile(failure, ladder)) {
            rungs.add(adjust(new Rungs(plan).then(ladder::tiles)));
        } else if (share.isEmpty() || share.get() >= NEARLY) {
            rungs.add(adjust(new Rungs(plan).then(ladder::oneAfterTheOther)));
        }
        rungs.add(predicted(plan));
        share.filter(part -> part < 1).ifPresent(part -> {
            var most = (long) (plan.work().cost().size() * part);
            // A picture that was denoised must not fail for want of memory to decode it.
            rungs.add(adjust(smaller(plan, ladder, most).then(ladder::tiles)));
            rungs.add(adjust(smaller(plan, ladder, most)));
        });
        rungs.add(adjust(new Rungs(plan)
                .then(ladder::oneAfterTheOther)
                .then(lighter -> ladder.smaller(lighter, MUCH).or(() -> ladder.smaller(lighter, 1)))));
        rungs.add(adjust(new Rungs(plan).then(ladder::lightestWeights)));
        return rungs.stream().flatMap(Optional::stream).toList();
    }

    private Optional<Replan<Plan>> predicted(Plan plan) {
        var known = forecast.lighter(plan);
        var parts = known.stream().map(Replan::change).toList();
        return known.isEmpty()
                ? Optional.empty()
                : Optional.of(new Replan<>(
                        RecoveryStrategy.PARAMETER_ADJUSTMENT, known.getLast().plan(), parts));
    }

    private static Rungs smaller(Plan plan, Ladder ladder, long most) {
        return new Rungs(plan).then(ladder::oneAfterTheOther).then(lighter -> ladder.atMost(most, lighter));
    }

    private static boolean canTile(Failure failure, Ladder ladder) {
        return ladder.canTile(failure.context().phase());
    }

    /**
     * Whether it is of no use to try the same plan again with more memory free: it cannot fit even if nothing else is
     * loaded, or it can be computed with less at no loss.
     */
    boolean isHopeless(Failure failure, Plan plan, Model model) {
        var ladder = Ladder.of(model, plan.work());
        if (!canTile(failure, ladder) && ladder.oneAfterTheOther(plan).isPresent()) {
            return true;
        }
        return refused(failure, plan, model)
                .filter(RefusedMemory::exceedsDevice)
                .isPresent();
    }

    /** How much memory a plan needed, how much there is, and what would have fitted; empty if that is not known. */
    public Optional<Shortage> shortage(Failure failure, Plan plan) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .flatMap(model -> refused(failure, plan, model).map(refused -> refused.shortage(model)));
    }

    /** Empty if nothing is known of the memory of the device. */
    private Optional<RefusedMemory> refused(Failure failure, Plan plan, Model model) {
        return memory.reading(plan.variant().device())
                .map(MemoryReading::free)
                .map(there ->
                        new RefusedMemory(plan, Ladder.of(model, plan.work()), there, Refusal.in(failure.detail())));
    }

    private static Optional<Replan<Plan>> adjust(Rungs rungs) {
        return rungs.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT);
    }
}
