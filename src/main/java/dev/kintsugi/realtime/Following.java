package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobService;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Sends a job's events to a connection, each when the one before is out, off the thread that computes them. A client that
 * reads slowly is spared what is out of date meanwhile; it is told of the end in any case.
 */
@Singleton
class Following {

    private static final int TRIES = 5;

    private final JobService jobs;
    private final EventTexts texts;
    private final SocketProblems problems;
    private final ObjectMapper json;

    Following(JobService jobs, EventTexts texts, SocketProblems problems, ObjectMapper json) {
        this.jobs = jobs;
        this.texts = texts;
        this.problems = problems;
        this.json = json;
    }

    /**
     * Begins after an event.
     *
     * @param binary whether previews come as binary frames
     * @param ended is called when there is no more to tell
     */
    Cancellable begin(Job job, long after, boolean binary, WebSocketConnection connection, Runnable ended) {
        return jobs.events(job.id(), after)
                .emitOn(Infrastructure.getDefaultWorkerPool(), 1)
                .onItem()
                .transformToUniAndConcatenate(event -> tell(job, event, binary, connection))
                .onTermination()
                .invoke(ended)
                .subscribe()
                .with(_ -> {}, thrown -> Log.debugf(thrown, "connection %s went away", connection.id()));
    }

    private Uni<Void> tell(Job job, JobEvent event, boolean binary, WebSocketConnection connection) {
        if (event.isLast()) {
            return tellTheEnd(job, event, connection);
        }
        try {
            return binary && event.what() instanceof JobEvent.Progressed(Progress.Preview preview, var _)
                    ? connection.sendBinary(BinaryPreview.of(event, preview, json))
                    : connection.sendText(texts.of(job, event));
        } catch (JsonProcessingException | RuntimeException e) {
            return refuse(e, job, connection);
        }
    }

    /** A store whose pictures cannot be read just now is tried again for a while: nobody should miss the end. */
    private Uni<Void> tellTheEnd(Job job, JobEvent end, WebSocketConnection connection) {
        return Uni.createFrom()
                .item(() -> texts.of(job, end))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(thrown -> !(thrown instanceof TypedException))
                .retry()
                .withBackOff(Duration.ofMillis(500), Duration.ofSeconds(4))
                .atMost(TRIES)
                .chain(connection::sendText)
                .onFailure()
                .recoverWithUni(thrown -> connection.isOpen() ? refuse(thrown, job, connection) : fail(thrown));
    }

    private static Uni<Void> fail(Throwable thrown) {
        return Uni.createFrom().failure(thrown);
    }

    private Uni<Void> refuse(Throwable thrown, Job job, WebSocketConnection connection) {
        return send(problems.of(thrown, "", connection).of(job.id()), connection);
    }

    private Uni<Void> send(ServerMessage message, WebSocketConnection connection) {
        try {
            return connection.sendText(json.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }
}
