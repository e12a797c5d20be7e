package dev.kintsugi.ops.alert.channel;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;

/** A receiver of alerts. */
public interface Channel {

    /** What it is called in settings, metrics and the status. */
    String name();

    /** Whether it wants an alert of this severity. */
    boolean takes(Alert alert);

    /** How often it must hear of an alert that is firing; empty for once. */
    default Optional<Duration> repeatEvery() {
        return Optional.empty();
    }

    /** Sends an alert; ends within the time limit. Fails with {@link NotDelivered} only. */
    Future<Void> send(Alert alert);
}
