package dev.kintsugi.ops.health;

import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.weights.LoadInProgress;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Comparator;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * What the probes of an orchestrator ask about work that was begun. Busy is not dead: only a thread that does not go forward
 * at all is.
 */
final class ProgressChecks {

    private ProgressChecks() {}

    /** Not so many runs are set aside that only a restart helps. One that hangs is replaced, and others do not notice. */
    @Liveness
    @ApplicationScoped
    static class Alive implements HealthCheck {

        private final InferenceExecutor inference;
        private final HealthSettings settings;

        Alive(InferenceExecutor inference, HealthSettings settings) {
            this.inference = inference;
            this.settings = settings;
        }

        @Override
        public HealthCheckResponse call() {
            var silence = inference.longestSilence();
            var response = HealthCheckResponse.named("inference goes forward")
                    .status(inference.setAside() < settings.maxAbandonedRuns())
                    .withData("set_aside", inference.setAside());
            silence.ifPresent(since -> response.withData("silent_ms", since.toMillis()));
            return response.build();
        }
    }

    /** Tells what hangs: runs that were set aside, and what has been loading without going forward. */
    @Readiness
    @ApplicationScoped
    static class GoesForward implements HealthCheck {

        private final InferenceExecutor inference;
        private final Sessions sessions;
        private final Clock clock;
        private final HealthSettings settings;

        GoesForward(InferenceExecutor inference, Sessions sessions, HealthSettings settings, Clock clock) {
            this.clock = clock;
            this.inference = inference;
            this.sessions = sessions;
            this.settings = settings;
        }

        @Override
        public HealthCheckResponse call() {
            return CheckTime.timed("runs and loads go forward", clock, this::check);
        }

        private HealthCheckResponseBuilder check(HealthCheckResponseBuilder response) {
            var loading = sessions.loads().all();
            response.status(inference.setAside() < settings.maxAbandonedRuns())
                    .withData("set_aside", inference.setAside())
                    .withData("loading", loading.size());
            loading.stream()
                    .max(Comparator.comparing(LoadInProgress::silent))
                    .ifPresent(
                            slowest -> response.withData("slowest", slowest.file() + " of the model " + slowest.model())
                                    .withData("bytes", slowest.bytes())
                                    .withData("of", slowest.of())
                                    .withData("since_ms", slowest.since().toMillis())
                                    .withData("silent_ms", slowest.silent().toMillis()));
            return response;
        }
    }
}
