package dev.kintsugi.ops.health;

import dev.kintsugi.generation.breaker.BreakerListener;
import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.generation.breaker.ModelBreakers;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.budget.BreakerState.Closed;
import dev.kintsugi.recovery.budget.BreakerState.HalfOpen;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.recovery.budget.RetryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tells what keeps failures from spreading.
 *
 * <ul>
 *   <li>{@code kintsugi_breaker_state} {model, device}: 0 closed, 1 half open, 2 open, the worst of its
 *       versions and kinds of work; from the first try of a model on
 *   <li>{@code kintsugi_breaker_opened_total} {model, device}
 *   <li>{@code kintsugi_retry_budget_left}: how many further tries all requests together may make now
 * </ul>
 */
@ApplicationScoped
class BreakerMetrics implements BreakerListener {

    private final MeterRegistry registry;
    private final RetryBudget retries;
    private final Instance<ModelBreakers> breakers;
    private final MultiGauge states;

    BreakerMetrics(MeterRegistry registry, RetryBudget retries, Instance<ModelBreakers> breakers) {
        this.breakers = breakers;
        this.registry = registry;
        this.retries = retries;
        this.states = MultiGauge.builder("kintsugi.breaker.state").register(registry);
    }

    void start(@Observes StartupEvent event) {
        registry.gauge("kintsugi.retry.budget.left", retries, RetryBudget::left);
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
            registry.counter("kintsugi.breaker.opened", tags(changed)).increment();
        }
    }

    private static Tags tags(BreakerView breaker) {
        return Tags.of(
                "model", breaker.model().value(), "device", breaker.device().toString());
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
