package dev.kintsugi.ops.health;

import dev.kintsugi.job.service.JobService;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.ops.start.Startup;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.diffusion.ModelProbe;
import dev.kintsugi.pipeline.forecast.MemoryRelief;
import dev.kintsugi.runtime.session.InferenceExecutor;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.weights.LoadInProgress;
import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.concurrent.Executor;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/** What the probes of an orchestrator ask. Busy is not dead: only a thread that does not go forward at all is. */
final class Health {

    private Health() {}

    /** ONNX Runtime is loaded. */
    @org.eclipse.microprofile.health.Startup
    @ApplicationScoped
    static class Loaded implements HealthCheck {

        private final Startup startup;

        Loaded(Startup startup) {
            this.startup = startup;
        }

        @Override
        public HealthCheckResponse call() {
            var response = HealthCheckResponse.named("runtime loaded")
                    .status(startup.device().isPresent());
            startup.device().ifPresent(device -> response.withData("device", device));
            return response.build();
        }
    }

    /** The models are installed. */
    @org.eclipse.microprofile.health.Startup
    @ApplicationScoped
    static class Started implements HealthCheck {

        private final Startup startup;
        private final ModelRepository repository;

        Started(Startup startup, ModelRepository repository) {
            this.startup = startup;
            this.repository = repository;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("models installed")
                    .status(startup.hasInstalledModels())
                    .withData("models", repository.all().size())
                    .build();
        }
    }

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
        private final HealthSettings settings;

        GoesForward(InferenceExecutor inference, Sessions sessions, HealthSettings settings) {
            this.inference = inference;
            this.sessions = sessions;
            this.settings = settings;
        }

        @Override
        public HealthCheckResponse call() {
            var loading = sessions.loads().all();
            var response = HealthCheckResponse.named("runs and loads go forward")
                    .status(inference.setAside() < settings.maxAbandonedRuns())
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
            return response.build();
        }
    }

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

        private final JobService jobs;

        HasRoom(JobService jobs) {
            this.jobs = jobs;
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("queue has room")
                    .status(!jobs.isFull())
                    .withData("waiting", jobs.waiting())
                    .withData("running", jobs.running())
                    .build();
        }
    }
}
