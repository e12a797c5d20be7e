package dev.kintsugi.ops.metrics;

import dev.kintsugi.capacity.features.Feature;
import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.generation.breaker.BreakerListener;
import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.recovery.budget.BreakerState.Open;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.report.metric.Meters;
import dev.kintsugi.report.metric.Metric;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Reports failures that requests meet to the features that need what failed, and which features are degraded. */
@ApplicationScoped
class FeatureMetrics implements JobListener, BreakerListener {

    private final Features features;
    private final String usual;

    FeatureMetrics(Features features, ModelFolders folders) {
        this.features = features;
        this.usual = folders.models().image();
    }

    void start(@Observes StartupEvent event, Meters meters) {
        for (var feature : Feature.values()) {
            meters.gauge(
                    Metric.FEATURE_DEGRADED,
                    features,
                    known -> known.of(feature).isDegraded() ? 1 : 0,
                    feature.code());
        }
    }

    @Override
    public void on(Job job, JobEvent event) {
        if (event.what() instanceof JobEvent.Recovering recovering
                && recovering.step().failure().type() == FailureType.DEVICE_LOST) {
            features.failed(
                    "device",
                    "the device " + recovering.step().failure().context().device() + " was lost");
        }
    }

    @Override
    public void on(BreakerView changed, List<BreakerView> all) {
        if (changed.state() instanceof Open && changed.model().value().equals(usual)) {
            features.failed("default_model", "the model " + usual + " kept failing and is left alone for a while");
        }
    }
}
