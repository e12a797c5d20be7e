package dev.kintsugi.realtime;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.status.Status;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a job's events to a connection, each when the one before is out, off the thread that computes them. A client that
 * reads slowly is spared what is out of date meanwhile; it gets the last event in any case.
 */
@Singleton
class EventForwarder {

    private static final int TRIES = 5;

    private final JobService jobs;
    private final EventTexts texts;
    private final SocketProblems problems;
    private final Outbox outbox;
    private final Status status;

    EventForwarder(JobService jobs, EventTexts texts, SocketProblems problems, Outbox outbox, Status status) {
        this.jobs = jobs;
        this.texts = texts;
        this.problems = problems;
        this.outbox = outbox;
        this.status = status;
    }

    /**
     * Begins after an event.
     *
     * @param binary whether previews come as binary frames
     * @param ended is called when there is no more to tell
     */
    Cancellable begin(Job job, long after, boolean binary, WebSocketConnection connection, Runnable ended) {
        var over = new AtomicBoolean();
        return jobs.events(job.id(), after)
                .emitOn(threadOf(connection), 1)
                .invoke(event -> over.compareAndSet(false, event.isLast()))
                .onItem()
                .transformToUniAndConcatenate(event -> tell(job, event, binary, connection))
                .onCompletion()
                .call(() -> over.get() ? Uni.createFrom().voidItem() : without(job, connection))
                .onFailure()
                .call(thrown -> breakOff(thrown, job, connection))
                .onTermination()
                .invoke(ended)
                .subscribe()
                .with(_ -> {}, thrown -> Log.debugf(thrown, "connection %s went away", connection.id()));
    }

    /**
     * The event loop of a connection, which it is begun on: all connections of a loop are sent an event in one go, and no
     * other thread is woken up for each. The last event, for which files are read, is made elsewhere.
     */
    private static Executor threadOf(WebSocketConnection connection) {
        if (Vertx.currentContext() instanceof ContextInternal context) {
            return context.nettyEventLoop();
        }
        Log.debugf("connection %s is followed off its event loop", connection.id());
        return Infrastructure.getDefaultWorkerPool();
    }

    /**
     * Sends how the service is, now and at each change; of what a slow reader has not heard only the newest.
     *
     * @param ended is called when there is no more to tell
     */
    Cancellable watch(WebSocketConnection connection, Runnable ended) {
        return status.watch()
                .onOverflow()
                .dropPreviousItems()
                .onItem()
                .transformToUniAndConcatenate(view -> outbox.send(ServerMessage.of("system.status", view), connection))
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
                    ? outbox.send(event, preview, connection)
                    : outbox.send(texts.of(job, event), connection);
        } catch (RuntimeException e) {
            return refuse(e, job, connection);
        }
    }

    /** A store whose artifacts cannot be read is tried again for a while, so that no client misses the end. */
    private Uni<Void> tellTheEnd(Job job, JobEvent end, WebSocketConnection connection) {
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

    /** No last event came: the client has it already, or is asked to subscribe again. */
    private Uni<Void> without(Job job, WebSocketConnection connection) {
        return Uni.createFrom()
                .item(() -> jobs.find(job.id())
                        .filter(kept -> kept.state().hasEnded())
                        .isPresent())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(ended -> ended ? Uni.createFrom().voidItem() : breakOff(unfinished(job), job, connection));
    }

    /** Tells the client that no more events come, if it is still connected. */
    private Uni<Void> breakOff(Throwable thrown, Job job, WebSocketConnection connection) {
        return connection.isOpen()
                ? refuse(thrown, job, connection).onFailure().recoverWithNull()
                : Uni.createFrom().voidItem();
    }

    private static TypedException unfinished(Job job) {
        return new TypedException(
                FailureType.STATE_SAVE_FAILED,
                "The job " + job.id() + " cannot be followed here any more; subscribe again in a moment.");
    }

    private static Uni<Void> fail(Throwable thrown) {
        return Uni.createFrom().failure(thrown);
    }

    private Uni<Void> refuse(Throwable thrown, Job job, WebSocketConnection connection) {
        return outbox.send(problems.of(thrown, "", connection).of(job.id()), connection);
    }
}
