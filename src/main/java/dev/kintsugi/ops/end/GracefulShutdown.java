package dev.kintsugi.ops.end;

import dev.kintsugi.api.call.InFlightRequests;
import dev.kintsugi.api.connection.Connections;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.upkeep.Drain;
import dev.kintsugi.ops.alert.AlertDeliveries;
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
    private final DrainState drainState;
    private final InFlightRequests inFlight;
    private final Drain jobs;
    private final StreamShutdown streams;
    private final Connections connections;
    private volatile boolean asked;

    GracefulShutdown(
            ShutdownSettings settings,
            DrainState drainState,
            InFlightRequests inFlight,
            Drain jobs,
            StreamShutdown streams,
            Connections connections) {
        this.settings = settings;
        this.drainState = drainState;
        this.inFlight = inFlight;
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
        drainState.hurry();
    }

    /** How long all of it takes at most. */
    Duration longest() {
        return settings.delay()
                .plus(inFlight.longest())
                .plus(jobs.longest())
                .plus(StreamShutdown.LONGEST)
                .plus(CLOSING.multipliedBy(2))
                .plus(AlertDeliveries.LONGEST_FLUSH);
    }

    void end(@Observes ShutdownDelayInitiatedEvent event) {
        asked = true;
        drainState.await(() -> false, settings.delay());
        drainState.close();
        connections.closeUnused();
        inFlight.await();
        jobs.finish();
        drainState.answerAll();
        streams.closeAll();
        inFlight.answerAll();
        jobs.handBack();
        connections.closeAll();
        drainState.awaitSurely(() -> connections.count() == 0, CLOSING);
    }
}
