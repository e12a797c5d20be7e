package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.realtime.message.ServerMessage;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.Open;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;

/** Ends all connections of {@code /v1/stream} at the end of the service: each close says why, and when to reconnect. */
@Singleton
public class StreamShutdown {

    private static final Duration EACH = Duration.ofSeconds(2);

    /** How long it takes at most, however many connections there are. */
    public static final Duration LONGEST = EACH.multipliedBy(2);

    /** RFC 6455, section 7.4.2, and its registry: 1012 is a restart of the service. */
    private static final CloseReason RESTART = new CloseReason(
            1012, "the service is being restarted; connect again in " + RestartRefusal.COME_BACK.toSeconds() + " s");

    private final OpenConnections connections;
    private final ObjectMapper json;
    private volatile boolean over;

    StreamShutdown(OpenConnections connections, ObjectMapper json) {
        this.connections = connections;
        this.json = json;
    }

    /** Blocks until all are closed; not longer for those that do not read. One that opens later is closed as it opens. */
    public void closeAll() {
        over = true;
        var closing = connections.stream().map(this::close).toList();
        if (!closing.isEmpty()) {
            Uni.join()
                    .all(closing)
                    .andCollectFailures()
                    .replaceWithVoid()
                    .ifNoItem()
                    .after(EACH)
                    .fail()
                    .onFailure()
                    .recoverWithNull()
                    .await()
                    .atMost(LONGEST);
        }
    }

    /** A connection whose handshake was under way while all were closed. */
    void opened(@ObservesAsync @Open WebSocketConnection connection) {
        if (over) {
            close(connection).subscribe().with(_ -> {}, thrown -> Log.debugf(thrown, "it is gone"));
        }
    }

    private Uni<Void> close(WebSocketConnection connection) {
        return connection
                .sendText(message())
                .chain(() -> connection.close(RESTART))
                .onFailure()
                .recoverWithNull();
    }

    private String message() {
        try {
            return json.writeValueAsString(ServerMessage.of(
                    "closing",
                    Map.of(
                            "reason",
                            "restart",
                            "detail",
                            "the service is being restarted; jobs go on: connect again and subscribe",
                            "retry_after_seconds",
                            RestartRefusal.COME_BACK.toSeconds())));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message cannot be written", e);
        }
    }
}
