package dev.kintsugi.api.openai;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.job.service.JobControl;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/**
 * Callers that wait for their pictures. One that goes away does not want them any more, unless it has an idempotency key: with
 * that it comes back, and finds its job again. At the end of the service those that still wait are asked to retry later; the job
 * of one with a key is left to the next process.
 */
@ApplicationScoped
class WaitingCallers {

    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final JobService jobs;
    private final JobControl control;
    private final DrainState drainState;

    WaitingCallers(JobService jobs, JobControl control, DrainState drainState) {
        this.jobs = jobs;
        this.control = control;
        this.drainState = drainState;
    }

    /** How the job ends; fails with model_overloaded when the service ends first. */
    Uni<JobEvent> end(Job job) {
        return Uni.join()
                .first(jobs.end(job.id()), drainState.<JobEvent>over())
                .toTerminate()
                .onFailure(RestartRefusal::is)
                .call(() -> left(job))
                .onCancellation()
                .call(() -> left(job));
    }

    /** The last waiting caller has gone: stops the job, unless the caller has a key with which it finds it again. */
    Uni<Void> left(Job job) {
        return job.caller().idempotencyKey().isPresent() ? Uni.createFrom().voidItem() : stop(job);
    }

    /** Never a failure, and never long: what takes longer goes on without the caller. */
    private Uni<Void> stop(Job job) {
        return control.cancel(job.id())
                .ifNoItem()
                .after(STOPPING)
                .fail()
                .replaceWithVoid()
                .onFailure()
                .invoke(thrown -> Log.infof("job %s could not be stopped: %s", job.id(), CauseChain.describe(thrown)))
                .onFailure()
                .recoverWithNull();
    }
}
