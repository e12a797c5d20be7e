package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.delivery.DeliveryListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Counts alerts.
 *
 * <ul>
 *   <li>{@code kintsugi_alerts_firing}: alerts that are firing
 *   <li>{@code kintsugi_alerts_held_back_total}: alerts that were not sent at once because there were too many
 *   <li>{@code kintsugi_alert_deliveries_total} {channel, result}: tries to send one; result is delivered, failed (it is sent
 *       again) or lost (it is not)
 * </ul>
 */
@ApplicationScoped
class AlertMetrics implements DeliveryListener {

    private final MeterRegistry registry;

    AlertMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void start(@Observes StartupEvent event, Alerts alerts) {
        Gauge.builder("kintsugi.alerts.firing", alerts, known -> known.firing().size())
                .description("Alerts that are firing")
                .register(registry);
        FunctionCounter.builder("kintsugi.alerts.held.back", alerts, Alerts::heldBack)
                .description("Alerts that were not sent at once because there were too many")
                .register(registry);
    }

    @Override
    public void on(String channel, Result result) {
        Counter.builder("kintsugi.alert.deliveries")
                .description("Tries to send an alert, by how they ended")
                .tag("channel", channel)
                .tag("result", result.code())
                .register(registry)
                .increment();
    }
}
