package dev.kintsugi.generation.custom;

import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.remedy.AdvisedPlans;
import dev.kintsugi.pipeline.remedy.PlanRemedies;
import dev.kintsugi.recovery.decision.Remedies;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import io.quarkus.arc.All;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/** The remedies of a plan with custom ones: beans first, then those in the settings. */
@ApplicationScoped
@Startup // settings that are wrong end the start
public class CustomRemedies implements Remedies<Plan> {

    private final PlanRemedies usual;
    private final AdvisedPlans plans;
    private final List<CustomStrategy> strategies;
    private final Executor blocking;

    CustomRemedies(
            PlanRemedies usual,
            AdvisedPlans plans,
            @All List<CustomStrategy> beans,
            ConfiguredStrategies configured,
            @Blocking Executor blocking) {
        this.usual = usual;
        this.plans = plans;
        this.blocking = blocking;
        this.strategies =
                Stream.concat(beans.stream(), configured.all().stream()).toList();
    }

    @Override
    public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Situation<Plan> situation) {
        return strategy != RecoveryStrategy.CUSTOM
                ? usual.remedies(strategy, situation)
                : remedies(
                        strategy, situation.last().failure(), situation.last().plan());
    }

    @Override
    public List<List<Remedy.Replan<Plan>>> lastResorts(Situation<Plan> situation) {
        return usual.lastResorts(situation);
    }

    @Override
    public List<Remedy<Plan>> remedies(RecoveryStrategy strategy, Failure failure, Plan plan) {
        return strategy != RecoveryStrategy.CUSTOM
                ? usual.remedies(strategy, failure, plan)
                : strategies.stream()
                        .filter(custom -> custom.answers(failure))
                        .<Remedy<Plan>>map(custom -> new Remedy.Consult<>(new CustomAdviser(custom, plans, blocking)))
                        .toList();
    }
}
