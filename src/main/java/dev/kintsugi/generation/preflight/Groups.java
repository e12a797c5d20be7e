package dev.kintsugi.generation.preflight;

import dev.kintsugi.generation.attempt.GenerationSettings;
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

    /** Each takes several times as long as alone, so that long ones would keep their callers waiting. */
    private static final Duration SHORT = Duration.ofSeconds(5);

    /** Nor may it come near the limit of an attempt. */
    private static final int SHARE_OF_LIMIT = 10;

    private final Pipelines pipelines;
    private final Breakers breakers;
    private final TimeForecast times;
    private final Duration limit;

    Groups(Pipelines pipelines, Breakers breakers, TimeForecast times, GenerationSettings settings) {
        var share = settings.attemptTimeout().dividedBy(SHARE_OF_LIMIT);
        this.limit = share.compareTo(SHORT) < 0 ? share : SHORT;
        this.breakers = breakers;
        this.pipelines = pipelines;
        this.times = times;
    }

    int most(Plan plan) {
        return !plan.kept()
                        && breakers.state(plan.variant(), plan.work().kind()) instanceof BreakerState.Closed
                        && pipelines.isLoaded(plan)
                        && times.isExpectedWithin(limit, plan)
                ? pipelines.of(plan).together(plan)
                : 1;
    }
}
