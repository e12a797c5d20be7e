package dev.kintsugi.api.jobs;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.drain.DrainState;
import dev.kintsugi.job.service.AcceptedJob;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;

/** Waits for the end of a job, as long as its caller {@linkplain Preference prefers} to and the service goes on. */
@ApplicationScoped
class PreferredWait {

    private final JobService jobs;
    private final DrainState drainState;

    PreferredWait(JobService jobs, DrainState drainState) {
        this.jobs = jobs;
        this.drainState = drainState;
    }

    /**
     * The job as it stands when it has ended or the time is over. A client that leaves does not stop it: it was
     * accepted.
     */
    Uni<Job> end(AcceptedJob accepted, Duration wait) {
        var id = accepted.job().id();
        return Uni.join()
                .first(jobs.end(id), drainState.<JobEvent>over())
                .toTerminate()
                .replaceWith(true)
                .onFailure(TypedException.class)
                .recoverWithItem(false) // it is sent as it stands
                .ifNoItem()
                .after(wait)
                .recoverWithItem(false)
                .emitOn(Infrastructure.getDefaultWorkerPool())
                .map(_ -> jobs.find(id, Viewer.ALL).orElse(accepted.job()));
    }
}
