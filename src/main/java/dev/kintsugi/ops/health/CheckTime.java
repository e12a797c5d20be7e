package dev.kintsugi.ops.health;

import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;

/** Checks tell how long they took, in {@code duration_us}. */
final class CheckTime {

    static final String KEY = "duration_us";

    private CheckTime() {}

    /**
     * The answer of a check.
     *
     * @param check adds the status and what is known
     */
    static HealthCheckResponse timed(String name, Clock clock, UnaryOperator<HealthCheckResponseBuilder> check) {
        var begun = clock.instant();
        var response = check.apply(HealthCheckResponse.named(name));
        return response.withData(KEY, micros(Duration.between(begun, clock.instant())))
                .build();
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
