package dev.kintsugi.job.worker;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.ServiceTime;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;

/**
 * Takes over abandoned jobs: at the start those that an ended process left, later those of
 * other processes. Renews what this process runs.
 */
@ApplicationScoped
class Sweeper {

    /** After models are installed and stores are open. */
    private static final int LATE = 5000;

    private final JobStore store;
    private final JobSignals signals;
    private final JobQueue queue;
    private final JobFeed feed;
    private final JobWorker worker;
    private final JobPreparation preparation;
    private final Leases leases;
    private final DrainState drainState;
    private final JobSettings settings;
    private final ServiceTime serviceTime;
    private final KilledJobs killed;
    private final BackgroundTasks background;
    private final Clock clock;
    private Instant beat = Instant.MIN;
    private boolean failing;

    Sweeper(
            JobStore store,
            JobSignals signals,
            JobQueue queue,
            JobFeed feed,
            JobWorker worker,
            JobPreparation preparation,
            Leases leases,
            DrainState drainState,
            JobSettings settings,
            ServiceTime serviceTime,
            KilledJobs killed,
            BackgroundTasks background,
            Clock clock) {
        this.store = store;
        this.signals = signals;
        this.queue = queue;
        this.feed = feed;
        this.worker = worker;
        this.preparation = preparation;
        this.leases = leases;
        this.drainState = drainState;
        this.settings = settings;
        this.serviceTime = serviceTime;
        this.killed = killed;
        this.background = background;
        this.clock = clock;
    }

    void start(@Observes @Priority(LATE) StartupEvent event) {
        signals.listen(this::told);
        background.nowAndEvery(settings.look(), "job sweep", this::look);
    }

    private void told(JobSignals.Signal signal) {
        switch (signal) {
            case JobSignals.Happened happened -> {
                worker.leave(happened.job());
                feed.follow(happened.job());
            }
            case JobSignals.Stop stop -> worker.stop(stop.job());
            case JobSignals.Waiting _ -> worker.wake();
        }
    }

    /** The heartbeat comes first: an instance that was suspended must not take its own jobs for abandoned. */
    void look() {
        try {
            var now = clock.instant();
            if (!now.isBefore(beat.plus(settings.heartbeat()))) {
                beat(now);
                beat = now;
                findAgain();
                feed.tellEnds();
            }
            if (!drainState.hasBegun()) {
                adopt();
                worker.wake();
            }
            feed.followAll();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                Log.errorf(e, "the store of jobs cannot be used; it is tried again");
            }
            failing = true;
        }
    }

    /** Waiting jobs are kept with the process; after a late heartbeat it checks whether it still owns them. */
    private void beat(Instant now) {
        var late = beat.isAfter(Instant.MIN) && now.isAfter(beat.plus(settings.lease()));
        var own = late && !drainState.hasBegun() ? queue.jobs() : queue.begun();
        var renewed = Set.copyOf(store.renew(own, leases.lease()));
        own.stream().filter(job -> !renewed.contains(job)).forEach(worker::giveUp);
    }

    /** Takes over abandoned jobs. */
    private void adopt() {
        var adopted = store.adopt(leases.lease(), signals.hasOthers() ? queue.room() : Integer.MAX_VALUE);
        if (!adopted.isEmpty()) {
            Log.infof("%d jobs were left by a process that has ended", adopted.size());
        }
        for (var job : killed.inOrder(adopted)) {
            tryTo(job.id(), () -> {
                if (feed.reopen(job.id())) { // else it was accepted or resumed here a moment ago
                    restore(job);
                }
            });
        }
    }

    /** What waits in this process's hands though it does not know: it was lost here when the store failed in the middle. */
    private void findAgain() {
        if (drainState.hasBegun()) {
            return;
        }
        var known = Set.copyOf(queue.jobs());
        for (var id : store.waiting(leases.lease())) {
            if (!known.contains(id)) {
                tryTo(
                        id,
                        () -> store.find(id)
                                .filter(job -> job.state() instanceof JobState.Queued)
                                .ifPresent(this::restoreLost));
            }
        }
    }

    private void restoreLost(Job job) {
        Log.warnf("job %s was lost here while the store failed, and waits again", job.id());
        feed.reopen(job.id());
        restore(job);
    }

    /** One job that cannot be had is no reason to leave the others. */
    private static void tryTo(JobId job, Runnable restore) {
        try {
            restore.run();
        } catch (RuntimeException e) {
            Log.errorf(e, "job %s waits here, and is looked for again", job);
        }
    }

    private void restore(Job job) {
        var before = queue.waiting() + queue.running();
        feed.publish(job, new JobEvent.Queued(queue.waiting(), serviceTime.wait(before, queue.workers())));
        queue.restore(killed.prepared(preparation.of(job)));
    }
}
