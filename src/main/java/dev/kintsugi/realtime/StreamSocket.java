package dev.kintsugi.realtime;

import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.service.JobControl;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.Submission;
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
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code /v1/stream}: one JSON object a message, both ways. Whatever a client sends, it gets an answer; a message that
 * is not understood gets an {@code error} and the connection stays. Closing it does not stop jobs that were submitted:
 * a client may come back and subscribe again.
 */
@WebSocket(path = "/v1/stream")
@Singleton
class StreamSocket {

    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final CloseReason TOO_LARGE = new CloseReason(1009, "a message may have 65536 bytes");
    private static final CloseReason ABUSE = new CloseReason(1008, "too many messages that are not understood");

    private final JobService jobs;
    private final JobControl control;
    private final EventForwarder forwarder;
    private final Clients clients;
    private final Outbox outbox;
    private final Inbox inbox;

    StreamSocket(
            JobService jobs,
            JobControl control,
            EventForwarder forwarder,
            Clients clients,
            Outbox outbox,
            Inbox inbox) {
        this.jobs = jobs;
        this.control = control;
        this.forwarder = forwarder;
        this.clients = clients;
        this.outbox = outbox;
        this.inbox = inbox;
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
                .deferred(() -> handle(message, connection, client))
                .onFailure()
                .recoverWithUni(thrown -> outbox.refuse(thrown, message.id(), connection));
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer ignored, WebSocketConnection connection) {
        var client = clients.of(connection);
        var thrown = new TypedException(FailureType.WEBSOCKET_ERROR, "messages must be text, not binary");
        return notUnderstood(thrown, "", connection, client);
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
                ? connection.close(TOO_LARGE)
                : Uni.createFrom().voidItem();
    }

    private static boolean isTooLarge(Throwable thrown) {
        return thrown instanceof IllegalStateException
                && String.valueOf(thrown.getMessage()).contains("max message size");
    }

    private Uni<Void> handle(ClientMessage message, WebSocketConnection connection, Clients.Client client) {
        return switch (message) {
            case ClientMessage.Submit submit -> submit(submit, connection, client);
            case ClientMessage.Subscribe subscribe -> {
                var job = jobs.find(subscribe.job()).orElseThrow(StreamSocket::noSuchJob);
                yield outbox.send(ServerMessage.ack(subscribe.id(), job.id().value()), connection)
                        .invoke(() -> follow(job, subscribe.after(), subscribe.binary(), connection, client));
            }
            case ClientMessage.Unsubscribe unsubscribe -> {
                client.subscriptions().remove(unsubscribe.job());
                yield outbox.send(
                        ServerMessage.ack(unsubscribe.id(), unsubscribe.job().value()), connection);
            }
            case ClientMessage.Watch watch -> {
                client.subscriptions().requireRoom();
                yield outbox.send(ServerMessage.ack(watch.id(), null), connection)
                        .invoke(() -> client.subscriptions()
                                .add(ClientMessage.SYSTEM, ended -> forwarder.watch(connection, ended)));
            }
            case ClientMessage.Unwatch unwatch -> {
                client.subscriptions().remove(ClientMessage.SYSTEM);
                yield outbox.send(ServerMessage.ack(unwatch.id(), null), connection);
            }
            case ClientMessage.Cancel cancel -> {
                var job = jobs.find(cancel.job()).orElseThrow(StreamSocket::noSuchJob);
                yield control.cancel(job.id())
                        .chain(() -> outbox.send(
                                ServerMessage.ack(cancel.id(), job.id().value()), connection));
            }
            case ClientMessage.Ping ping -> outbox.send(ServerMessage.ack(ping.id(), null), connection);
        };
    }

    private Uni<Void> submit(ClientMessage.Submit submit, WebSocketConnection connection, Clients.Client client) {
        client.subscriptions().requireRoom();
        var submission = inbox.submission(submit);
        var job = jobs.submit(submission.toRequest(
                        Caller.ofConnection(connection.id(), correlation(connection)), Optional.empty()))
                .job();
        return outbox.send(ServerMessage.ack(submit.id(), job.id().value(), warnings(submit, submission)), connection)
                .invoke(() -> follow(job, 0, submit.binary(), connection, client));
    }

    private static List<String> warnings(ClientMessage.Submit submit, Submission submission) {
        return Stream.concat(submit.warnings().stream(), submission.warnings().stream())
                .toList();
    }

    private static String correlation(WebSocketConnection connection) {
        var given = connection.handshakeRequest().header("X-Correlation-ID");
        return given != null && CORRELATION.matcher(given).matches() ? given : connection.id();
    }

    private void follow(Job job, long after, boolean binary, WebSocketConnection connection, Clients.Client client) {
        client.subscriptions().add(job.id(), ended -> forwarder.begin(job, after, binary, connection, ended));
    }

    /** Only what is no message counts: one that cannot be done, such as for a job that is gone, is no abuse. */
    private Uni<Void> notUnderstood(
            TypedException thrown, String id, WebSocketConnection connection, Clients.Client client) {
        return client.nonsense().isTooMuch() ? connection.close(ABUSE) : outbox.refuse(thrown, id, connection);
    }

    private static TypedException noSuchJob() {
        return new TypedException(FailureType.SESSION_ERROR, "there is no such job, or it is not kept any more");
    }
}
