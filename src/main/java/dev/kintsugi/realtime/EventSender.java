package dev.kintsugi.realtime;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.inject.Singleton;
import java.time.Duration;

/** Sends single events of a job to a connection, and what went wrong in place of those that cannot be sent. */
@Singleton
class EventSender {

    private static final int TRIES = 5;

    private final EventTexts texts;
    private final SocketProblems problems;
    private final Outbox outbox;

    EventSender(EventTexts texts, SocketProblems problems, Outbox outbox) {
        this.texts = texts;
        this.problems = problems;
        this.outbox = outbox;
    }

    /** @param binary whether previews are sent as binary frames */
    Uni<Void> send(Job job, JobEvent event, boolean binary, WebSocketConnection connection) {
        if (event.isLast()) {
            return sendTheEnd(job, event, connection);
        }
        try {
            return binary && event.what() instanceof JobEvent.Progressed(Progress.Preview preview, var _)
                    ? outbox.send(event, preview, connection)
                    : outbox.send(texts.of(job, event), connection);
        } catch (RuntimeException e) {
            return refuse(e, job, connection);
        }
    }

    /** A store whose artifacts cannot be read is tried again for a while, so that no client misses the end. */
    private Uni<Void> sendTheEnd(Job job, JobEvent end, WebSocketConnection connection) {
        return Uni.createFrom()
                .item(() -> texts.of(job, end))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(thrown -> !(thrown instanceof TypedException))
                .retry()
                .withBackOff(Duration.ofMillis(500), Duration.ofSeconds(4))
                .atMost(TRIES)
                .chain(text -> outbox.send(text, connection))
                .onFailure()
                .recoverWithUni(thrown -> connection.isOpen() ? refuse(thrown, job, connection) : fail(thrown));
    }

    /** Tells the client that no more events come, if it is still connected. */
    Uni<Void> breakOff(Throwable thrown, Job job, WebSocketConnection connection) {
        return connection.isOpen()
                ? refuse(thrown, job, connection).onFailure().recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private static Uni<Void> fail(Throwable thrown) {
        return Uni.createFrom().failure(thrown);
    }

    private Uni<Void> refuse(Throwable thrown, Job job, WebSocketConnection connection) {
        return outbox.send(problems.of(thrown, job, connection), connection);
    }
}
