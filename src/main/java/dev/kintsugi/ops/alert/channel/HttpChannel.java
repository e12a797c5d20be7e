package dev.kintsugi.ops.alert.channel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.Severity;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * A receiver that alerts are posted to.
 *
 * @param least the severity from which alerts are sent
 * @param body what is posted
 */
record HttpChannel(
        String name, Severity least, Optional<Duration> repeatEvery, Function<Alert, JsonNode> body, HttpPost http)
        implements Channel {

    @Override
    public boolean takes(Alert alert) {
        return alert.subject().severity().compareTo(least) >= 0;
    }

    @Override
    public Future<Void> send(Alert alert) {
        return http.send(body.apply(alert).toString());
    }
}
