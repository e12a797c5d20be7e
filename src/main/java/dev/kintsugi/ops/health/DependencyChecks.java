package dev.kintsugi.ops.health;

import dev.kintsugi.capacity.features.Features;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * What the readiness probe tells of disk, stores and device. Each has a substitute, so the service stays ready without it: the
 * check is up, with {@code works} false and the {@code problem}. The last probe's time is in {@code duration_us}; nothing is
 * probed while the orchestrator waits.
 */
final class DependencyChecks {

    private DependencyChecks() {}

    /** The home can be written. */
    @Readiness
    @ApplicationScoped
    static class Disk implements HealthCheck {

        private final Features features;

        Disk(Features features) {
            this.features = features;
        }

        @Override
        public HealthCheckResponse call() {
            return check(features, "disk can be written", "home_folder");
        }
    }

    /** Jobs can be kept. */
    @Readiness
    @ApplicationScoped
    static class Jobs implements HealthCheck {

        private final Features features;

        Jobs(Features features) {
            this.features = features;
        }

        @Override
        public HealthCheckResponse call() {
            return check(features, "jobs can be stored", "job_store");
        }
    }

    /** Artifacts can be kept. */
    @Readiness
    @ApplicationScoped
    static class Artifacts implements HealthCheck {

        private final Features features;

        Artifacts(Features features) {
            this.features = features;
        }

        @Override
        public HealthCheckResponse call() {
            return check(features, "artifacts can be stored", "artifact_store");
        }
    }

    /** The preferred device computes. */
    @Readiness
    @ApplicationScoped
    static class Compute implements HealthCheck {

        private final Features features;

        Compute(Features features) {
            this.features = features;
        }

        @Override
        public HealthCheckResponse call() {
            return check(features, "device computes", "device");
        }
    }

    private static HealthCheckResponse check(Features features, String name, String dependency) {
        var problem = features.problem(dependency);
        var response = HealthCheckResponse.named(name).up().withData("works", problem.isEmpty());
        problem.ifPresent(text -> response.withData("problem", text));
        features.lastProbe(dependency).ifPresent(took -> response.withData(CheckTime.KEY, CheckTime.micros(took)));
        return response.build();
    }
}
