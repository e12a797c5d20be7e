package dev.kintsugi.ops.health;

import dev.kintsugi.report.analytics.FailureListener;
import dev.kintsugi.report.analytics.FailureRecord;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Counts failures.
 *
 * <ul>
 *   <li>{@code kintsugi_failures_total} {model, failure, severity, outcome}: failures met, by what became of them; outcome is
 *       repaired, degraded, failed, cancelled or refused
 * </ul>
 */
@ApplicationScoped
class FailureMetrics implements FailureListener {

    private final MeterRegistry registry;

    FailureMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void on(FailureRecord failure) {
        Counter.builder("kintsugi.failures")
                .description("Failures met, by what became of them")
                .tag("model", failure.model())
                .tag("failure", failure.type().code())
                .tag("severity", failure.severity().code())
                .tag("outcome", failure.outcome().code())
                .register(registry)
                .increment();
    }
}
