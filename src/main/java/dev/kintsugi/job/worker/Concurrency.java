package dev.kintsugi.job.worker;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.feed.JobListener;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Set;

/** Adapts how many jobs run at the same time: fewer while they starve each other, more while they do not. */
@ApplicationScoped
class Concurrency implements JobListener {

    /** What one job meets because of others. */
    private static final Set<FailureType> SHARED =
            EnumSet.of(FailureType.VRAM_EXHAUSTION, FailureType.SYSTEM_RESOURCE_ERROR, FailureType.INFERENCE_TIMEOUT);

    private final JobQueue queue;
    private final Clock clock;

    Concurrency(JobQueue queue, Clock clock) {
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void on(Job job, JobEvent event) {
        switch (event.what()) {
            case JobEvent.Recovering(var step) -> met(step);
            case JobEvent.Completed completed
            when completed.outcome() instanceof Outcome.Completed<JobResult> -> queue.wentWell();
            case JobEvent.Queued _,
                    JobEvent.Started _,
                    JobEvent.Progressed _,
                    JobEvent.Completed _,
                    JobEvent.Failed _,
                    JobEvent.Cancelled _ -> {}
        }
    }

    private void met(TrailStep step) {
        if (step.result() == TrailStep.Result.TRYING
                && !step.foreseen()
                && SHARED.contains(step.failure().type())) {
            var before = queue.workers();
            queue.ranOut(clock.instant());
            if (queue.workers() < before) {
                Log.infof(
                        "jobs that run at the same time from now on: %d, not %d: %s",
                        queue.workers(), before, step.failure().type().code());
            }
        }
    }
}
