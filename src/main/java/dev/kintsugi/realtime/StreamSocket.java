package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Caller;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobControl;
import dev.kintsugi.job.JobService;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.FieldError;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.report.status.Status;
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
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
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

    /** What is known of one connection. */
    private static final class Client {
        private final Subscriptions subscriptions = new Subscriptions();
        private final Nonsense nonsense;

        private Client(Clock clock) {
            nonsense = new Nonsense(clock);
        }
    }

    private final JobService jobs;
    private final JobControl control;
    private final Following following;
    private final Peers peers;
    private final Status status;
    private final SocketProblems problems;
    private final ObjectMapper json;
    private final Clock clock;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    StreamSocket(
            JobService jobs,
            JobControl control,
            Following following,
            Peers peers,
            Status status,
            SocketProblems problems,
            ObjectMapper json,
            Clock clock) {
        this.clock = clock;
        this.jobs = jobs;
        this.control = control;
        this.following = following;
        this.peers = peers;
        this.status = status;
        this.problems = problems;
        this.json = json;
    }

    @OnOpen
    Uni<Void> open(WebSocketConnection connection) {
        clients.put(connection.id(), new Client(clock));
        peers.heard(connection);
        return send(
                connection,
                ServerMessage.hello(Map.of(
                        "server",
                        "kintsugi",
                        "protocol",
                        1,
                        "accepts",
                        List.of("submit", "subscribe", "unsubscribe", "cancel", "ping"))));
    }

    @OnTextMessage
    @Blocking // a model's folder may be looked at again
    Uni<Void> text(String text, WebSocketConnection connection) {
        peers.heard(connection);
        var client = clients.computeIfAbsent(connection.id(), _ -> new Client(clock));
        ClientMessage message;
        try {
            message = ClientMessage.read(text, json);
        } catch (TypedException e) {
            return notUnderstood(e, ClientMessage.idOf(text, json), connection, client);
        }
        return Uni.createFrom()
                .deferred(() -> handle(message, connection, client))
                .onFailure()
                .recoverWithUni(thrown -> send(connection, problems.of(thrown, message.id(), connection)));
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer ignored, WebSocketConnection connection) {
        var client = clients.computeIfAbsent(connection.id(), _ -> new Client(clock));
        var thrown = new TypedException(FailureType.WEBSOCKET_ERROR, "messages must be text, not binary");
        return notUnderstood(thrown, "", connection, client);
    }

    @OnPongMessage
    @NonBlocking
    void pong(Buffer ignored, WebSocketConnection connection) {
        peers.heard(connection);
    }

    @OnClose
    void close(WebSocketConnection connection) {
        peers.left(connection);
        var client = clients.remove(connection.id());
        if (client != null) {
            client.subscriptions.close();
        }
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

    private Uni<Void> handle(ClientMessage message, WebSocketConnection connection, Client client) {
        return switch (message) {
            case ClientMessage.Submit submit -> submit(submit, connection, client);
            case ClientMessage.Subscribe subscribe -> {
                var job = jobs.find(subscribe.job()).orElseThrow(StreamSocket::noSuchJob);
                yield send(
                                connection,
                                ServerMessage.ack(subscribe.id(), job.id().value()))
                        .invoke(() -> follow(job, subscribe.after(), subscribe.binary(), connection, client));
            }
            case ClientMessage.Unsubscribe unsubscribe -> {
                client.subscriptions.remove(unsubscribe.job());
                yield send(
                        connection,
                        ServerMessage.ack(unsubscribe.id(), unsubscribe.job().value()));
            }
            case ClientMessage.Watch watch -> {
                client.subscriptions.requireRoom();
                yield send(connection, ServerMessage.ack(watch.id(), null)).invoke(() -> watch(connection, client));
            }
            case ClientMessage.Unwatch unwatch -> {
                client.subscriptions.remove(ClientMessage.SYSTEM);
                yield send(connection, ServerMessage.ack(unwatch.id(), null));
            }
            case ClientMessage.Cancel cancel -> {
                var job = jobs.find(cancel.job()).orElseThrow(StreamSocket::noSuchJob);
                yield control.cancel(job.id())
                        .chain(() -> send(
                                connection,
                                ServerMessage.ack(cancel.id(), job.id().value())));
            }
            case ClientMessage.Ping ping -> send(connection, ServerMessage.ack(ping.id(), null));
        };
    }

    private Uni<Void> submit(ClientMessage.Submit submit, WebSocketConnection connection, Client client) {
        client.subscriptions.requireRoom();
        var submission = submission(submit);
        var job = jobs.submit(submission.toRequest(Caller.ofConnection(connection.id(), correlation(connection))))
                .job();
        return send(connection, ServerMessage.ack(submit.id(), job.id().value(), warnings(submit, submission)))
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

    private Submission submission(ClientMessage.Submit submit) {
        if (!submit.data().isObject()) {
            throw TypedException.invalid(List.of(new FieldError("data", "must be an object with a prompt")));
        }
        try {
            return json.treeToValue(submit.data(), Submission.class);
        } catch (com.fasterxml.jackson.databind.JsonMappingException e) {
            var field = e.getPath().isEmpty()
                    ? "data"
                    : String.valueOf(e.getPath().getFirst().getFieldName());
            throw TypedException.invalid(List.of(new FieldError(field, "has a value of the wrong kind")));
        } catch (JsonProcessingException e) {
            throw TypedException.invalid(List.of(new FieldError("data", "cannot be read")));
        }
    }

    private void follow(Job job, long after, boolean binary, WebSocketConnection connection, Client client) {
        client.subscriptions.add(job.id(), ended -> following.begin(job, after, binary, connection, ended));
    }

    /** Of what a slow reader has not heard only the newest counts. */
    private void watch(WebSocketConnection connection, Client client) {
        client.subscriptions.add(
                ClientMessage.SYSTEM,
                ended -> status.watch()
                        .onOverflow()
                        .dropPreviousItems()
                        .onItem()
                        .transformToUniAndConcatenate(view -> send(connection, ServerMessage.of("system.status", view)))
                        .onTermination()
                        .invoke(ended)
                        .subscribe()
                        .with(_ -> {}, thrown -> Log.debugf(thrown, "connection %s went away", connection.id())));
    }

    /** Only what is no message counts: one that cannot be done, such as for a job that is gone, is no abuse. */
    private Uni<Void> notUnderstood(TypedException thrown, String id, WebSocketConnection connection, Client client) {
        return client.nonsense.isTooMuch()
                ? connection.close(ABUSE)
                : send(connection, problems.of(thrown, id, connection));
    }

    private Uni<Void> send(WebSocketConnection connection, ServerMessage message) {
        try {
            var text = json.writeValueAsString(message);
            return connection.sendText(text).invoke(() -> peers.sent(connection, text.length()));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private static TypedException noSuchJob() {
        return new TypedException(FailureType.SESSION_ERROR, "there is no such job, or it is not kept any more");
    }
}
