package dev.kintsugi.realtime;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.service.JobControl;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.realtime.message.ClientMessage;
import dev.kintsugi.realtime.message.Inbox;
import dev.kintsugi.realtime.message.ServerMessage;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.Submission;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Does what clients ask for. */
@Singleton
class MessageHandler {

    private final JobService jobs;
    private final JobControl control;
    private final SocketCallers callers;
    private final EventForwarder events;
    private final StatusForwarder status;
    private final Inbox inbox;
    private final Outbox outbox;

    MessageHandler(
            JobService jobs,
            JobControl control,
            SocketCallers callers,
            EventForwarder events,
            StatusForwarder status,
            Inbox inbox,
            Outbox outbox) {
        this.jobs = jobs;
        this.control = control;
        this.callers = callers;
        this.events = events;
        this.status = status;
        this.inbox = inbox;
        this.outbox = outbox;
    }

    /** Does it and acknowledges it; fails with what is to be told instead. Blocks. */
    Uni<Void> handle(ClientMessage message, WebSocketConnection connection, Clients.Client client) {
        callers.viewer(connection); // whatever it wants, its key must be valid
        return switch (message) {
            case ClientMessage.Submit submit -> submit(submit, connection, client);
            case ClientMessage.Subscribe subscribe -> {
                var job = jobs.find(subscribe.job(), callers.viewer(connection)).orElseThrow(this::noSuchJob);
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
                                .add(ClientMessage.SYSTEM, ended -> status.begin(connection, ended)));
            }
            case ClientMessage.Unwatch unwatch -> {
                client.subscriptions().remove(ClientMessage.SYSTEM);
                yield outbox.send(ServerMessage.ack(unwatch.id(), null), connection);
            }
            case ClientMessage.Cancel cancel -> {
                var job = jobs.find(cancel.job(), callers.viewer(connection)).orElseThrow(this::noSuchJob);
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
        var job = jobs.submit(submission.toRequest(callers.caller(connection), Optional.empty(), jobs::check))
                .job();
        return outbox.send(ServerMessage.ack(submit.id(), job.id().value(), warnings(submit, submission)), connection)
                .invoke(() -> follow(job, 0, submit.binary(), connection, client));
    }

    private static List<String> warnings(ClientMessage.Submit submit, Submission submission) {
        return Stream.concat(submit.warnings().stream(), submission.warnings().stream())
                .toList();
    }

    private void follow(Job job, long after, boolean binary, WebSocketConnection connection, Clients.Client client) {
        client.subscriptions().add(job.id(), ended -> events.begin(job, after, binary, connection, ended));
    }

    private TypedException noSuchJob() {
        return new TypedException(
                FailureType.SESSION_ERROR, "there is no such job, or it is not kept any more" + jobs.lossHint());
    }
}
