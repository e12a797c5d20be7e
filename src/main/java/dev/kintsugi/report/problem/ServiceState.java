package dev.kintsugi.report.problem;

import dev.kintsugi.capacity.features.FeatureState;
import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.capacity.load.LoadMonitor;
import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Tells with a failure how the service is, for whoever reports it or looks into it later. */
@ApplicationScoped
class ServiceState {

    private static final double HUNDREDTHS = 100;

    private final QueueStatus queue;
    private final LoadMonitor load;
    private final Features features;
    private final ProblemSettings settings;

    ServiceState(QueueStatus queue, LoadMonitor load, Features features, ProblemSettings settings) {
        this.queue = queue;
        this.load = load;
        this.features = features;
        this.settings = settings;
    }

    /** How the service is now, if a failure is as bad as high. */
    Optional<SystemView> of(Failure failure) {
        return failure.severity().compareTo(Severity.HIGH) < 0 ? Optional.empty() : Optional.of(now());
    }

    private SystemView now() {
        return new SystemView(
                load.level().code(),
                queue.waiting(),
                queue.running(),
                queue.workers(),
                Math.round(load.load().worst() * HUNDREDTHS) / HUNDREDTHS,
                features.all().stream()
                        .filter(FeatureState::isDegraded)
                        .map(state -> state.feature().code())
                        .toList());
    }

    /** The internal text of a failure, where the service is set to tell it. */
    Optional<String> technical(Failure failure) {
        return settings.technical() && !failure.detail().isEmpty() ? Optional.of(failure.detail()) : Optional.empty();
    }
}
