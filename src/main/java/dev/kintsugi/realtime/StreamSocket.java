package dev.kintsugi.realtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.kintsugi.realtime.message.ClientMessage;
import dev.kintsugi.realtime.message.Inbox;
import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * {@code /v1/stream}: one JSON object a message, both ways. Whatever a client sends, it gets an answer; a message that
 * is not understood gets an {@code error} and the connection stays. Closing it does not stop jobs that were submitted:
 * a client may come back and subscribe again.
 */
@WebSocket(path = "/v1/stream")
@Singleton
class StreamSocket {

    private static final String TOO_LARGE_TEXT = "a message may have 65536 bytes";
    private static final CloseReason TOO_LARGE = new CloseReason(1009, TOO_LARGE_TEXT);
    private static final CloseReason ABUSE = new CloseReason(1008, "too many messages that are not understood");

    private final Clients clients;
    private final Inbox inbox;
    private final MessageHandler handler;
    private final Outbox outbox;
    private final SocketProblems problems;

    StreamSocket(Clients clients, Inbox inbox, MessageHandler handler, Outbox outbox, SocketProblems problems) {
        this.clients = clients;
        this.inbox = inbox;
        this.handler = handler;
        this.outbox = outbox;
        this.problems = problems;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        clients.of(connection);
        return outbox.send(
                ServerMessage.hello(Map.of(
                        "server",
                        "kintsugi",
                        "protocol",
                        1,
                        "accepts",
                        List.of("submit", "subscribe", "unsubscribe", "cancel", "ping"))),
                connection);
    }

    @OnTextMessage
    @Blocking // may read a model's folder again
    Uni<Void> text(String text, WebSocketConnection connection) {
        var client = clients.of(connection);
        ClientMessage message;
        try {
            message = inbox.read(text);
        } catch (TypedException e) {
            return notUnderstood(e, inbox.idOf(text), connection, client);
        }
        return Uni.createFrom()
                .deferred(() -> handler.handle(message, connection, client))
                .onFailure()
                .recoverWithUni(thrown -> outbox.refuse(thrown, message, connection));
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer ignored, WebSocketConnection connection) {
        var client = clients.of(connection);
        var thrown = new TypedException(FailureType.WEBSOCKET_ERROR, "messages must be text, not binary");
        return notUnderstood(thrown, MissingNode.getInstance(), connection, client);
    }

    @OnPongMessage
    @NonBlocking
    void pong(Buffer ignored, WebSocketConnection connection) {
        clients.heard(connection);
    }

    @OnClose
    void close(WebSocketConnection connection) {
        clients.left(connection);
    }

    @OnError
    Uni<Void> error(Throwable thrown, WebSocketConnection connection) {
        Log.debugf(thrown, "connection %s", connection.id());
        // One frame that is too large never comes here, see api.connection.Frames; many that are together do.
        return isTooLarge(thrown) && connection.isOpen()
                ? close(TOO_LARGE, new TypedException(FailureType.WEBSOCKET_ERROR, TOO_LARGE_TEXT), connection)
                : Uni.createFrom().voidItem();
    }

    private static boolean isTooLarge(Throwable thrown) {
        return thrown instanceof IllegalStateException
                && String.valueOf(thrown.getMessage()).contains("max message size");
    }

    /** Only what is no message counts: one that cannot be done, such as for a job that is gone, is no abuse. */
    private Uni<Void> notUnderstood(
            TypedException thrown, JsonNode id, WebSocketConnection connection, Clients.Client client) {
        return client.nonsense().isTooMuch()
                ? close(ABUSE, thrown, connection)
                : outbox.refuseMistake(thrown, id, connection);
    }

    private Uni<Void> close(CloseReason reason, TypedException thrown, WebSocketConnection connection) {
        problems.closed(thrown, connection);
        return connection.close(reason);
    }
}
