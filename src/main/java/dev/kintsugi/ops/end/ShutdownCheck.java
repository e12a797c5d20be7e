package dev.kintsugi.ops.end;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** The service is not about to end. */
@Readiness
@ApplicationScoped
class ShutdownCheck implements HealthCheck {

    private final GracefulShutdown shutdown;

    ShutdownCheck(GracefulShutdown shutdown) {
        this.shutdown = shutdown;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("service goes on")
                .status(!shutdown.isAsked())
                .build();
    }
}
