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
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.OpenConnections;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * {@code /v1/stream}: one JSON object a message, both ways. Whatever a client sends, it gets an answer; a message that
 * is not understood gets an {@code error} and the connection stays. Closing it does not stop jobs that were submitted:
 * a client may come back and subscribe again.
 */
@WebSocket(path = "/v1/stream")
@Singleton
class StreamSocket {

    private static final Pattern CORRELATION = Pattern.compile("[A-Za-z0-9._:-]{1,128}");
    private static final Duration GOODBYE = Duration.ofSeconds(2);
    private static final int MOST_NONSENSE = 1000;
    private static final CloseReason RESTART =
            new CloseReason(1012, "the service is being restarted; connect again in 2 s");
    private static final CloseReason ABUSE = new CloseReason(1008, "too many messages that are not understood");

    /** What is known of one connection. */
    private static final class Client {
        private final Subscriptions subscriptions = new Subscriptions();
        private int nonsense;
    }

    private final JobService jobs;
    private final JobControl control;
    private final Following following;
    private final Peers peers;
    private final Status status;
    private final SocketProblems problems;
    private final OpenConnections connections;
    private final ObjectMapper json;
    private final Map<String, Client> clients = new ConcurrentHashMap<>();

    StreamSocket(
            JobService jobs,
            JobControl control,
            Following following,
            Peers peers,
            Status status,
            SocketProblems problems,
            OpenConnections connections,
            ObjectMapper json) {
        this.connections = connections;
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
        clients.put(connection.id(), new Client());
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
        var client = clients.computeIfAbsent(connection.id(), _ -> new Client());
        return Uni.createFrom()
                .deferred(() -> handle(ClientMessage.read(text, json), connection, client))
                .onFailure()
                .recoverWithUni(thrown -> refuse(thrown, text, connection, client));
    }

    @OnBinaryMessage
    Uni<Void> binary(Buffer ignored, WebSocketConnection connection) {
        var client = clients.computeIfAbsent(connection.id(), _ -> new Client());
        var thrown = new TypedException(FailureType.WEBSOCKET_ERROR, "messages must be text, not binary");
        return refuse(thrown, "", connection, client);
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

    /** While connections are still there: tells everybody when to come back (RFC 6455, section 7.4.2 and its registry, 1012). */
    void end(@Observes ShutdownDelayInitiatedEvent event) {
        var closing = connections.stream()
                .map(connection -> connection.close(RESTART).onFailure().recoverWithNull())
                .toList();
        if (!closing.isEmpty()) {
            Uni.join()
                    .all(closing)
                    .andCollectFailures()
                    .ifNoItem()
                    .after(GOODBYE)
                    .recoverWithItem(List.of())
                    .await()
                    .atMost(GOODBYE.multipliedBy(2));
        }
    }

    @OnError
    void error(Throwable thrown, WebSocketConnection connection) {
        Log.debugf(thrown, "connection %s", connection.id());
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
        var job = jobs.submit(submission.toRequest(Caller.of(correlation(connection))))
                .job();
        return send(connection, ServerMessage.ack(submit.id(), job.id().value(), submission.warnings()))
                .invoke(() -> follow(job, 0, submit.binary(), connection, client));
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

    private Uni<Void> refuse(Throwable thrown, String text, WebSocketConnection connection, Client client) {
        if (++client.nonsense > MOST_NONSENSE) {
            return connection.close(ABUSE);
        }
        return send(connection, problems.of(thrown, ClientMessage.idOf(text, json), connection));
    }

    private Uni<Void> send(WebSocketConnection connection, ServerMessage message) {
        try {
            return connection.sendText(json.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private static TypedException noSuchJob() {
        return new TypedException(FailureType.SESSION_ERROR, "there is no such job, or it is not kept any more");
    }
}
