package dev.kintsugi.generation;

import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.recovery.FailureContext;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.runtime.RunHandle;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: what was asked for, what happened so far, what was finished, and the switch that stops it.
 */
public final class Generation {

    private final String name;
    private final Plan asked;
    private final Incident<Plan> incident;
    private final FailureContext context;
    private final Checkpoint checkpoint;
    private final ProgressListener listener;
    private final int previews;
    private final StageResults results = new StageResults();
    private @Nullable RunHandle running;
    private Instant deadline = Instant.MAX;
    private boolean ran;

    Generation(
            String name,
            Plan asked,
            Incident<Plan> incident,
            FailureContext context,
            Checkpoint checkpoint,
            ProgressListener listener,
            int previews) {
        this.name = name;
        this.asked = asked;
        this.incident = incident;
        this.context = context;
        this.checkpoint = checkpoint;
        this.listener = listener;
        this.previews = previews;
    }

    /** The plan of the request, before any recovery. */
    public Plan asked() {
        return asked;
    }

    String name() {
        return name;
    }

    Incident<Plan> incident() {
        return incident;
    }

    /** Where a failure of a plan happened: after a fallback that is another model than was asked for. */
    FailureContext context(Plan plan) {
        var variant = plan.variant();
        return context.on(variant.model().value(), variant.device().toString());
    }

    FailureContext context() {
        return context(incident.plan());
    }

    Checkpoint checkpoint() {
        return checkpoint;
    }

    ProgressListener listener() {
        return listener;
    }

    int previews() {
        return previews;
    }

    /** The time that a try which begins now gets: the limit of one, or what is left until the deadline. */
    synchronized Duration timeLeft(Duration limit, Instant now) {
        return deadline.isBefore(now.plus(limit)) ? Duration.between(now, deadline) : limit;
    }

    synchronized void until(Instant time) {
        deadline = time;
        incident.until(time);
    }

    /** Whether nothing of it ran yet: what a breaker refused does not count. Says so once. */
    synchronized boolean isFirstRun() {
        var first = !ran;
        ran = true;
        return first;
    }

    StageResults results() {
        return results;
    }

    /** Stops it, within one operator of the network where one is running. Nothing of it is tried again. */
    public void cancel() {
        incident.cancellation().ask();
        synchronized (this) {
            if (running != null) {
                running.cancel();
            }
        }
    }

    /** Begins anew, with what was asked for; what was finished stays finished. */
    public synchronized void reopen() {
        incident.reopen(asked);
        ran = false;
    }

    synchronized void begin(RunHandle handle) {
        incident.cancellation().throwIfAsked();
        running = handle;
    }

    synchronized void end() {
        running = null;
    }
}
