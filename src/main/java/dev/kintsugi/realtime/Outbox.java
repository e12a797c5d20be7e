package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.realtime.message.BinaryPreview;
import dev.kintsugi.realtime.message.ClientMessage;
import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;

/** Sends messages to connections, and notes how much was sent to each. */
@Singleton
class Outbox {

    private final ConnectionLiveness liveness;
    private final SocketProblems problems;
    private final ObjectMapper json;

    Outbox(ConnectionLiveness liveness, SocketProblems problems, ObjectMapper json) {
        this.liveness = liveness;
        this.problems = problems;
        this.json = json;
    }

    Uni<Void> send(ServerMessage message, WebSocketConnection connection) {
        try {
            return send(json.writeValueAsString(message), connection);
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    /** Says what went wrong with a message. */
    Uni<Void> refuse(Throwable thrown, ClientMessage message, WebSocketConnection connection) {
        return send(problems.of(thrown, message, connection), connection);
    }

    /** Says that a message cannot be understood. */
    Uni<Void> refuseMistake(TypedException thrown, JsonNode id, WebSocketConnection connection) {
        return send(problems.ofMistake(thrown, id, connection), connection);
    }

    /** A preview as a binary frame. */
    Uni<Void> send(JobEvent event, Progress.Preview preview, WebSocketConnection connection) {
        try {
            return send(BinaryPreview.of(event, preview, json), connection);
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    Uni<Void> send(String text, WebSocketConnection connection) {
        return detached(connection.sendText(text)).invoke(() -> liveness.sent(connection, text.length()));
    }

    private Uni<Void> send(Buffer frame, WebSocketConnection connection) {
        return detached(connection.sendBinary(frame)).invoke(() -> liveness.sent(connection, frame.length()));
    }

    /**
     * A message that cannot be sent has a client that is gone, which is no error: what was begun for the client ends with
     * its connection. Otherwise Mutiny would log one as soon as nothing listens any more.
     */
    private static Uni<Void> detached(Uni<Void> sending) {
        return Uni.createFrom()
                .emitter(sent -> sending.subscribe().with(_ -> sent.complete(null), thrown -> {
                    Log.debugf(thrown, "a message could not be sent: its client is gone");
                    sent.complete(null);
                }));
    }
}
