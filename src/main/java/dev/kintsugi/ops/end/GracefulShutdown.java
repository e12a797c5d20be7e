package dev.kintsugi.ops.end;

import dev.kintsugi.api.call.InFlightRequests;
import dev.kintsugi.api.connection.Connections;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.worker.Drain;
import dev.kintsugi.realtime.StreamShutdown;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * The end of the service, step by step, while every part of it still works: Quarkus tells of it before it closes the
 * server, and only then; by the time of its {@code ShutdownEvent} it has cut every HTTP/1.1 connection.
 */
@ApplicationScoped
class GracefulShutdown {

    private static final Duration CLOSING = Duration.ofSeconds(3);

    private final ShutdownSettings settings;
    private final DrainState draining;
    private final InFlightRequests calls;
    private final Drain jobs;
    private final StreamShutdown streams;
    private final Connections connections;
    private volatile boolean asked;

    GracefulShutdown(
            ShutdownSettings settings,
            DrainState draining,
            InFlightRequests calls,
            Drain jobs,
            StreamShutdown streams,
            Connections connections) {
        this.settings = settings;
        this.draining = draining;
        this.calls = calls;
        this.jobs = jobs;
        this.streams = streams;
        this.connections = connections;
    }

    /** Whether the service was asked to end. */
    boolean isAsked() {
        return asked;
    }

    /** Does not wait any more: every caller is answered now. */
    void hurry() {
        Log.info("asked to end once more: every caller is answered now");
        draining.hurry();
    }

    /** How long all of it takes at most. */
    Duration longest() {
        return settings.delay()
                .plus(calls.longest())
                .plus(jobs.longest())
                .plus(StreamShutdown.LONGEST)
                .plus(CLOSING.multipliedBy(2));
    }

    void end(@Observes ShutdownDelayInitiatedEvent event) {
        asked = true;
        draining.await(() -> false, settings.delay());
        draining.close();
        connections.closeUnused();
        calls.await();
        jobs.finish();
        draining.answerAll();
        streams.closeAll();
        calls.answerAll();
        jobs.handBack();
        connections.closeAll();
        draining.awaitSurely(() -> connections.count() == 0, CLOSING);
    }
}
