package dev.kintsugi.job.service;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.drain.DrainHolds;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.Executor;

/** Cancels and resumes jobs, wherever they are. */
@ApplicationScoped
public class JobControl {

    private final Cancelling cancelling;
    private final Resuming resuming;
    private final JobWorker worker;
    private final DrainHolds holds;
    private final Executor blocking;

    JobControl(
            Cancelling cancelling, Resuming resuming, JobWorker worker, DrainHolds holds, @Blocking Executor blocking) {
        this.cancelling = cancelling;
        this.resuming = resuming;
        this.worker = worker;
        this.holds = holds;
        this.blocking = blocking;
    }

    /**
     * Stops a job, whether it waits or runs, on a thread that may block. It is stopped also if its caller waits no longer for
     * that, and before the service ends.
     *
     * @return false if there is nothing to stop
     */
    public Uni<Boolean> cancel(JobId id) {
        return Uni.createFrom().emitter(emitter -> {
            var hold = holds.hold();
            try {
                blocking.execute(() -> cancel(id, emitter, hold));
            } catch (RuntimeException | Error e) {
                hold.close();
                emitter.fail(e);
            }
        });
    }

    private void cancel(JobId id, UniEmitter<? super Boolean> emitter, DrainHolds.Hold hold) {
        try (hold) {
            emitter.complete(cancelling.cancel(id));
        } catch (RuntimeException | Error e) {
            emitter.fail(e);
        }
    }

    /**
     * Goes on with a job that nothing could repair, after a person has put right what was wrong: with what was asked
     * for, and with what was finished before if it is still there. Blocks until that is kept.
     *
     * @throws TypedException concurrent_access_error if it does not wait for that, model_overloaded if too many jobs wait
     */
    public Job resume(Job job) {
        var resumed = resuming.resume(job);
        worker.wake();
        return resumed;
    }
}
