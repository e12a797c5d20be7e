package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.Remedy.Relieve;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** The remedies for a plan that ran out of memory or time: plans that need less of it, least loss first. */
@ApplicationScoped
class SmallerWork {

    private final MemoryRungs memory;
    private final TimeForecast times;

    SmallerWork(MemoryRungs memory, TimeForecast times) {
        this.memory = memory;
        this.times = times;
    }

    /** Whether no plan of the model fits into memory. */
    boolean isHopeless(Failure failure, Plan plan, Model model) {
        return memory.isHopeless(failure, plan, model);
    }

    List<Replan<Plan>> inMemory(Failure failure, Plan plan, Model model) {
        return memory.of(failure, plan, model);
    }

    /** First to go on, if some of several pictures are finished. */
    List<Remedy<Plan>> inTime(Failure failure, Plan plan, Model model) {
        var remedies = new ArrayList<Remedy<Plan>>();
        var finished = TimeRungs.finished(failure, plan);
        if (finished > 0) {
            remedies.add(
                    new Relieve<>(new ContinueBatch(finished, plan.work().cost().items())));
        }
        // What was measured counts more than what the share that was done lets expect.
        TimeRungs.seconds(failure).flatMap(had -> times.lighter(plan, had)).ifPresent(remedies::add);
        remedies.addAll(TimeRungs.of(failure, plan, Ladder.of(model, plan.work())));
        return remedies;
    }
}
