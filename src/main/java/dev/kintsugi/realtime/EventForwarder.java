package dev.kintsugi.realtime;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.core.impl.ContextInternal;
import jakarta.inject.Singleton;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends a job's events to a connection, each when the one before is out, off the thread that computes them. A client that
 * reads slowly is spared what is out of date meanwhile; it gets the last event in any case.
 */
@Singleton
class EventForwarder {

    private final JobService jobs;
    private final EventSender sender;
    private final SocketCallers callers;

    EventForwarder(JobService jobs, EventSender sender, SocketCallers callers) {
        this.callers = callers;
        this.jobs = jobs;
        this.sender = sender;
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
                .invoke(_ -> callers.viewer(connection)) // its key may have been revoked
                .invoke(event -> over.compareAndSet(false, event.isLast()))
                .onItem()
                .transformToUniAndConcatenate(event -> sender.send(job, event, binary, connection))
                .onCompletion()
                .call(() -> over.get() ? Uni.createFrom().voidItem() : without(job, connection))
                .onFailure()
                .call(thrown -> sender.breakOff(thrown, job, connection))
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

    /** No last event came: the client has it already, or is asked to subscribe again. */
    private Uni<Void> without(Job job, WebSocketConnection connection) {
        return Uni.createFrom()
                .item(() -> jobs.find(job.id(), Viewer.ALL)
                        .filter(kept -> kept.state().hasEnded())
                        .isPresent())
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(ended ->
                        ended ? Uni.createFrom().voidItem() : sender.breakOff(unfinished(job), job, connection));
    }

    private static TypedException unfinished(Job job) {
        return new TypedException(
                FailureType.STATE_SAVE_FAILED,
                "The job " + job.id() + " cannot be followed here any more; subscribe again in a moment.");
    }
}
