package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.delivery.DeliveryListener;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Counts alerts and tries to send them. */
@ApplicationScoped
class AlertMetrics implements DeliveryListener {

    private final Meters meters;

    AlertMetrics(Meters meters) {
        this.meters = meters;
    }

    void start(@Observes StartupEvent event, Alerts alerts) {
        meters.gauge(Metric.ALERTS_FIRING, alerts, known -> known.firing().size());
        meters.counter(Metric.ALERTS_HELD_BACK, alerts, Alerts::heldBack);
    }

    @Override
    public void on(String channel, Result result) {
        meters.count(Metric.ALERT_DELIVERIES, channel, result.code());
    }
}
