package dev.kintsugi.report.status;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which version runs, and since when. */
@ApplicationScoped
class Uptime {

    private final String version;
    private final Clock clock;
    private volatile Instant started = Instant.EPOCH;

    Uptime(@ConfigProperty(name = "quarkus.application.version") String version, Clock clock) {
        this.version = version;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        started = clock.instant();
    }

    String version() {
        return version;
    }

    Instant started() {
        return started;
    }

    Duration soFar() {
        return Duration.between(started, clock.instant());
    }
}
