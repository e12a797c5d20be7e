package dev.kintsugi.ops.alert.delivery;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.DoubleSupplier;

/**
 * When deliveries are tried again.
 *
 * @param retryFor how long after it was said an alert is sent again
 * @param random from 0 to 1
 */
public record DeliveryTiming(Vertx vertx, InstantSource clock, DoubleSupplier random, Duration retryFor) {

    Instant now() {
        return clock.instant();
    }

    Duration pause(int failures, Optional<Duration> asked) {
        return RetryPause.after(failures, asked, random.getAsDouble());
    }
}
