package dev.kintsugi.job.upkeep;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.breaker.BreakerListener;
import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.job.JobState.Postponement;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Begins with postponed jobs once their time has come, their model works again, or they are to be stopped. */
@ApplicationScoped
class PostponedJobs implements BreakerListener {

    private static final Duration EVERY = Duration.ofMillis(250);

    /** What works again: a breaker of one version or kind of work says nothing about the others. */
    private record Recovered(ModelId model, String version, WorkKind kind) {

        static Recovered of(RunnableJob runnable) {
            var variant = runnable.job().plan().variant();
            return new Recovered(variant.model(), variant.version(), runnable.kind());
        }
    }

    private final JobQueue queue;
    private final JobWorker worker;
    private final DrainState drainState;
    private final BackgroundTasks background;
    private final Clock clock;
    private final Map<Recovered, Instant> failing = new ConcurrentHashMap<>();
    private final Set<Recovered> recovered = ConcurrentHashMap.newKeySet();

    PostponedJobs(JobQueue queue, JobWorker worker, DrainState drainState, BackgroundTasks background, Clock clock) {
        this.queue = queue;
        this.worker = worker;
        this.drainState = drainState;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes StartupEvent event) {
        background.every(EVERY, "postponed jobs", this::awaken);
    }

    /**
     * Each breaker is closed when it is made, which says nothing. One that is half open before its time is that of a model that
     * was repaired.
     */
    @Override
    public void on(BreakerView changed, List<BreakerView> all) {
        var one = new Recovered(changed.model(), changed.version(), changed.kind());
        var mayBeTried =
                switch (changed.state()) {
                    case BreakerState.Open open -> {
                        failing.put(one, open.until());
                        yield false;
                    }
                    case BreakerState.HalfOpen _ -> {
                        var until = failing.put(one, Instant.EPOCH);
                        yield until != null && clock.instant().isBefore(until);
                    }
                    case BreakerState.Closed _ -> failing.remove(one) != null;
                };
        if (mayBeTried) {
            recovered.add(one);
        }
    }

    /** Blocks. */
    void awaken() {
        var again = Set.copyOf(recovered);
        recovered.removeAll(again);
        if (!drainState.hasBegun() && queue.awaken(runnable -> isDue(runnable, again))) {
            worker.wake();
        }
    }

    private boolean isDue(RunnableJob runnable, Set<Recovered> again) {
        return runnable.generation().incident().cancellation().isAsked()
                || runnable.job().state().postponement().stream()
                        .anyMatch(postponed -> again.contains(Recovered.of(runnable)) || hasPassed(postponed));
    }

    private boolean hasPassed(Postponement postponed) {
        return !clock.instant().isBefore(postponed.until());
    }
}
