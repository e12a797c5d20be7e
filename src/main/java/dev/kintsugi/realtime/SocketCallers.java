package dev.kintsugi.realtime;

import dev.kintsugi.access.AccessMode;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.ApiKeys;
import dev.kintsugi.access.Credentials;
import dev.kintsugi.access.Scope;
import dev.kintsugi.access.Viewer;
import dev.kintsugi.job.Caller;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who is at the other end of a connection. Asked for each message: a key may have been revoked since it was opened. */
@Singleton
class SocketCallers {

    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private final AccessMode mode;
    private final ApiKeys keys;

    SocketCallers(AccessMode mode, ApiKeys keys) {
        this.mode = mode;
        this.keys = keys;
    }

    /** Whose jobs it sees. */
    Viewer viewer(WebSocketConnection connection) {
        return key(connection).map(Viewer::of).orElse(Viewer.ALL);
    }

    /** Who submits jobs on it. */
    Caller caller(WebSocketConnection connection) {
        return key(connection)
                .map(key -> new Caller(correlation(connection), Optional.of(Viewer.principal(key)), Optional.empty()))
                .orElseGet(() -> Caller.ofConnection(connection.id(), correlation(connection)));
    }

    /** @throws TypedException authentication_failed if its key is not valid any more */
    private Optional<ApiKey> key(WebSocketConnection connection) {
        if (!mode.needsKeys()) {
            return Optional.empty();
        }
        var handshake = connection.handshakeRequest();
        var key = Credentials.of(handshake.header("Authorization"), handshake.header("Cookie"))
                .flatMap(sent -> keys.find(sent.text()))
                .filter(known -> known.allows(Scope.INFER));
        return Optional.of(key.orElseThrow(() -> new TypedException(
                FailureType.AUTHENTICATION_FAILED, "the API key of this connection is not valid any more")));
    }

    private static String correlation(WebSocketConnection connection) {
        var given = connection.handshakeRequest().header("X-Correlation-ID");
        return given != null && CORRELATION.matcher(given).matches() ? given : connection.id();
    }
}
