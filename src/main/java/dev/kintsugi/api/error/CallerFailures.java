package dev.kintsugi.api.error;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import io.netty.channel.unix.Errors.NativeIoException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.StreamResetException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;

/**
 * Knows how it looks when a caller goes away. A connection of ours ends with the very same exceptions if Netty has no
 * better ones, so this one is asked before the classifier of the network, and believes only what reached the edge without
 * any code below having understood it.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN + 1)
class CallerFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            // Only the server speaks through Vert.x and Netty, and webhooks, which say themselves what went wrong.
            case HttpClosedException _, StreamResetException _ -> Optional.of(SESSION_ERROR);
            case NativeIoException e when cut(String.valueOf(e.getMessage())) -> Optional.of(SESSION_ERROR);
            default -> Optional.empty();
        };
    }

    @Override
    public Optional<FailureType> classify(Throwable thrown, FailureContext context) {
        return switch (context.operation()) {
            case "http" -> gone(thrown) ? Optional.of(SESSION_ERROR) : Optional.empty();
            case "websocket" -> gone(thrown) ? Optional.of(WEBSOCKET_ERROR) : Optional.empty();
            default -> classify(thrown);
        };
    }

    private boolean gone(Throwable thrown) {
        return classify(thrown).isPresent()
                || thrown instanceof ClosedChannelException
                || (thrown instanceof IOException && cut(String.valueOf(thrown.getMessage())));
    }

    private static boolean cut(String text) {
        // Of Netty with what it was about in front: recvAddress(..) failed: Connection reset by peer.
        return text.contains("Connection reset")
                || text.endsWith("Broken pipe")
                || text.endsWith("Connection timed out");
    }
}
