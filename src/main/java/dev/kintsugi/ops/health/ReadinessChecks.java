package dev.kintsugi.ops.health;

import dev.kintsugi.job.queue.QueueStatus;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.pipeline.forecast.MemoryRelief;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
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
                            .withData("duration_us", answer.took().toNanos() / 1000)
                            .build());
        }
    }

    /** The process has the memory that it needs to go forward. */
    @Readiness
    @ApplicationScoped
    static class HasMemory implements HealthCheck {

        private final MemoryRelief memory;

        HasMemory(MemoryRelief memory) {
            this.memory = memory;
        }

        @Override
        public HealthCheckResponse call() {
            var problem = memory.problem();
            var response = HealthCheckResponse.named("memory suffices").status(problem.isEmpty());
            problem.ifPresent(text -> response.withData("problem", text));
            return response.build();
        }
    }

    /** There is room for another request. */
    @Readiness
    @ApplicationScoped
    static class HasRoom implements HealthCheck {

        private final QueueStatus queue;

        HasRoom(QueueStatus queue) {
            this.queue = queue;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("queue has room")
                    .status(!queue.isFull())
                    .withData("waiting", queue.waiting())
                    .withData("running", queue.running())
                    .build();
        }
    }
}
