package dev.kintsugi.ops.health;

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
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/**
 * Reports what requests meet to the features that need it, and tells {@code kintsugi_feature_degraded} {feature}: 1
 * while something that it needs does not work.
 */
@ApplicationScoped
class FeatureMetrics implements JobListener, BreakerListener {

    private final Features features;
    private final String usual;

    FeatureMetrics(Features features, ModelFolders folders) {
        this.features = features;
        this.usual = folders.models().image();
    }

    void start(@Observes StartupEvent event, MeterRegistry registry) {
        for (var feature : Feature.values()) {
            registry.gauge(
                    "kintsugi.feature.degraded",
                    Tags.of("feature", feature.code()),
                    features,
                    known -> known.of(feature).isDegraded() ? 1 : 0);
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
