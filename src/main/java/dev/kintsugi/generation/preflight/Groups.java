package dev.kintsugi.generation.preflight;

import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.Pipelines;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.budget.BreakerState;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Which generations are computed in groups: short ones, where that was measured to be faster. */
@ApplicationScoped
class Groups {

    /** A group ends when the longest of its generations does, so long ones would wait for each other too long. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    private final Pipelines pipelines;
    private final Breakers breakers;
    private final TimeForecast times;

    Groups(Pipelines pipelines, Breakers breakers, TimeForecast times) {
        this.breakers = breakers;
        this.pipelines = pipelines;
        this.times = times;
    }

    int most(Plan plan) {
        var variant = plan.variant();
        return !plan.kept()
                        && breakers.state(variant.model(), variant.device()) instanceof BreakerState.Closed
                        && pipelines.isLoaded(plan)
                        && times.isExpectedWithin(SHORT, plan)
                ? pipelines.of(plan).together(plan)
                : 1;
    }
}
