package dev.kintsugi.ops.metrics;

import dev.kintsugi.report.analytics.FailureListener;
import dev.kintsugi.report.analytics.FailureRecord;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts failures when it is known what became of them. */
@ApplicationScoped
class FailureMetrics implements FailureListener {

    private final Meters meters;

    FailureMetrics(Meters meters) {
        this.meters = meters;
    }

    @Override
    public void on(FailureRecord failure, long times) {
        meters.add(
                Metric.FAILURES,
                times,
                failure.model(),
                failure.type().code(),
                failure.severity().code(),
                failure.outcome().code());
    }
}
