package dev.kintsugi.job.upkeep;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.worker.JobWorker;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Repeats what keeps jobs going: the heartbeat, the adoption of jobs that are left, and the events of other instances. */
@ApplicationScoped
class Sweeper {

    /** After models are installed and stores are open. */
    private static final int LATE = 5000;

    private final Heartbeat heartbeat;
    private final Adoption adoption;
    private final JobWorker worker;
    private final JobFeed feed;
    private final DrainState drainState;
    private final BackgroundTasks background;

    Sweeper(
            Heartbeat heartbeat,
            Adoption adoption,
            JobWorker worker,
            JobFeed feed,
            DrainState drainState,
            BackgroundTasks background) {
        this.heartbeat = heartbeat;
        this.adoption = adoption;
        this.worker = worker;
        this.feed = feed;
        this.drainState = drainState;
        this.background = background;
    }

    void start(@Observes @Priority(LATE) StartupEvent event, JobSettings settings) {
        background.nowAndEvery(settings.sweepEvery(), "job sweep", this::sweep);
    }

    /** The heartbeat comes first: an instance that has slept too long must not adopt its own jobs. */
    void sweep() {
        if (heartbeat.beat()) {
            if (!drainState.hasBegun()) {
                adoption.findLost();
            }
            feed.tellEnds();
        }
        if (!drainState.hasBegun()) {
            adoption.adopt();
            worker.wake();
        }
        feed.followAll();
    }
}
