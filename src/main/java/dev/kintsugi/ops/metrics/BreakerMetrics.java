package dev.kintsugi.ops.metrics;

import dev.kintsugi.generation.breaker.BreakerListener;
import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.Closed;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.recovery.budget.RetryBudget;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.stream.Collectors;

/** Reports circuit breakers, each from the first attempt of its model on, and the retry budget. */
@ApplicationScoped
class BreakerMetrics implements BreakerListener {

    private final Meters meters;
    private final RetryBudget retries;
    private final Instance<ModelBreakers> breakers;
    private final MultiGauge states;

    BreakerMetrics(Meters meters, RetryBudget retries, Instance<ModelBreakers> breakers) {
        this.breakers = breakers;
        this.meters = meters;
        this.retries = retries;
        this.states = meters.gauges(Metric.BREAKER_STATE);
    }

    void start(@Observes StartupEvent event) {
        meters.gauge(Metric.RETRY_BUDGET_LEFT, retries, RetryBudget::left);
    }

    @Override
    public void on(BreakerView changed, List<BreakerView> all) {
        states.register(
                all.stream()
                        .collect(Collectors.toMap(BreakerMetrics::tags, breaker -> breaker, (one, _) -> one))
                        .entrySet()
                        .stream()
                        .map(row -> MultiGauge.Row.of(row.getKey(), row.getValue(), this::number))
                        .toList(),
                true);
        if (changed.state() instanceof Open) {
            meters.count(
                    Metric.BREAKER_OPENED,
                    changed.model().value(),
                    changed.device().toString());
        }
    }

    private static Tags tags(BreakerView breaker) {
        return Meters.tags(
                Metric.BREAKER_STATE, breaker.model().value(), breaker.device().toString());
    }

    /** The worst of the model on the device. Read when scraped, so that the order of change notifications does not matter. */
    private double number(BreakerView breaker) {
        return breakers.get().all().stream()
                .filter(one -> tags(one).equals(tags(breaker)))
                .mapToDouble(one -> number(one.state()))
                .max()
                .orElse(0);
    }

    private static double number(BreakerState state) {
        return switch (state) {
            case Closed _ -> 0;
            case HalfOpen _ -> 1;
            case Open _ -> 2;
        };
    }
}
