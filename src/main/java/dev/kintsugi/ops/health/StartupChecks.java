package dev.kintsugi.ops.health;

import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.ops.start.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/** What the startup probe of an orchestrator asks. */
final class StartupChecks {

    private StartupChecks() {}

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
}
