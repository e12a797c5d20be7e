package dev.kintsugi.ops.health;

import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.pipeline.forecast.MemoryRelief;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** What the readiness probe of an orchestrator asks about what the next request needs. */
final class ReadinessChecks {

    private ReadinessChecks() {}

    /** At least one model can answer. */
    @Readiness
    @ApplicationScoped
    static class Serves implements AsyncHealthCheck {

        private final ModelProbe probe;
        private final HealthSettings settings;
        private final Executor blocking;

        Serves(ModelProbe probe, HealthSettings settings, @Blocking Executor blocking) {
            this.probe = probe;
            this.settings = settings;
            this.blocking = blocking;
        }

        @Override
        public Uni<HealthCheckResponse> call() {
            return Uni.createFrom()
                    .item(() -> probe.probe(settings.probeEvery()))
                    .runSubscriptionOn(blocking)
                    .map(answer -> HealthCheckResponse.named("a model can answer")
                            .status(answer.works())
                            .withData("model", answer.model())
                            .withData("loaded", answer.loaded())
                            .withData("device", answer.device())
                            .withData(CheckTime.KEY, CheckTime.micros(answer.took()))
                            .build());
        }
    }

    /** The process has the memory that it needs to go forward. */
    @Readiness
    @ApplicationScoped
    static class HasMemory implements HealthCheck {

        private final MemoryRelief memory;
        private final Clock clock;

        HasMemory(MemoryRelief memory, Clock clock) {
            this.memory = memory;
            this.clock = clock;
        }

        @Override
        public HealthCheckResponse call() {
            return CheckTime.timed("memory suffices", clock, response -> {
                var problem = memory.problem();
                problem.ifPresent(text -> response.withData("problem", text));
                return response.status(problem.isEmpty());
            });
        }
    }

    /** There is room for another request. */
    @Readiness
    @ApplicationScoped
    static class HasRoom implements HealthCheck {

        private final QueueStatus queue;
        private final Clock clock;

        HasRoom(QueueStatus queue, Clock clock) {
            this.queue = queue;
            this.clock = clock;
        }

        @Override
        public HealthCheckResponse call() {
            return CheckTime.timed(
                    "queue has room",
                    clock,
                    response -> response.status(!queue.isFull())
                            .withData("waiting", queue.waiting())
                            .withData("running", queue.running()));
        }
    }
}
