package dev.kintsugi.realtime;

import static dev.kintsugi.recovery.failure.FailureType.WEBSOCKET_ERROR;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.quarkus.websockets.next.WebSocketException;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.impl.NoStackTraceThrowable;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;

/** Knows what live connections throw, on the server's side of them and on the client's. */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class SocketFailures implements FailureClassifier {

    private static final List<TextRule> RULES =
            List.of(new TextRule(WEBSOCKET_ERROR, "Output closed", "Input closed", "WebSocket is closed"));

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case WebSocketException _,
                    UpgradeRejectedException _,
                    WebSocketHandshakeException _,
                    CorruptedFrameException _,
                    java.net.http.WebSocketHandshakeException _ -> Optional.of(WEBSOCKET_ERROR);
            // The JDK's client says nothing else if a frame is malformed.
            case ProtocolException e when e.getMessage() == null -> Optional.of(WEBSOCKET_ERROR);
            case NoStackTraceThrowable e -> TextRule.first(RULES, String.valueOf(e.getMessage()));
            case IOException e -> TextRule.first(RULES, String.valueOf(e.getMessage()));
            default -> Optional.empty();
        };
    }
}
