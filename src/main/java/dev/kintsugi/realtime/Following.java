package dev.kintsugi.realtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobService;
import dev.kintsugi.pipeline.Progress;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.inject.Singleton;

/**
 * Sends a job's events to a connection, each when the one before is out, off the thread that computes them. A client that
 * reads slowly is spared what is out of date meanwhile; it is told of the end in any case.
 */
@Singleton
class Following {

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
        try {
            return binary && event.what() instanceof JobEvent.Progressed(Progress.Preview preview, var _)
                    ? connection.sendBinary(BinaryPreview.of(event, preview, json))
                    : connection.sendText(texts.of(job, event));
        } catch (JsonProcessingException | RuntimeException e) {
            return send(problems.of(e, "", connection).of(job.id()), connection);
        }
    }

    private Uni<Void> send(ServerMessage message, WebSocketConnection connection) {
        try {
            return connection.sendText(json.writeValueAsString(message));
        } catch (JsonProcessingException e) {
            return Uni.createFrom().failure(e);
        }
    }
}
