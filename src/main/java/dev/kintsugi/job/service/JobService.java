package dev.kintsugi.job.service;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.support.JobLosses;
import dev.kintsugi.job.worker.JobWorker;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Takes requests in and lets clients follow them. */
@ApplicationScoped
public class JobService {

    private final JobIntake intake;
    private final JobWorker worker;
    private final JobStore store;
    private final JobFeed feed;
    private final JobLosses losses;

    JobService(JobIntake intake, JobWorker worker, JobStore store, JobFeed feed, JobLosses losses) {
        this.losses = losses;
        this.intake = intake;
        this.worker = worker;
        this.store = store;
        this.feed = feed;
    }

    /**
     * Checks a request without accepting it.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException what {@link #submit} throws but model_overloaded
     */
    public void check(GenerationRequest request) {
        intake.check(request);
    }

    /**
     * The job of a request that was accepted before, under the same idempotency key: for callers that check a request before they
     * {@link #submit} it. Needs no model and no place in the queue. Blocks.
     *
     * @throws dev.kintsugi.recovery.failure.TypedException invalid_parameters if the key was used for another request
     */
    public Optional<AcceptedJob> repeated(JobRequest asked) {
        return intake.repeated(asked);
    }

    /**
     * Accepts a request, checked completely. Blocks until it is kept: from then on it survives the end of the process. If
     * it cannot be kept and the caller waits for the answer, it is held in memory, and its trail says so.
     *
     * @return the job; one that was accepted before if the caller's idempotency key matches
     * @throws dev.kintsugi.recovery.failure.TypedException invalid_parameters, also if the idempotency key was used for another
     *     request; model_not_found, unsupported_operation, or model_overloaded if too many wait
     */
    public AcceptedJob submit(JobRequest asked) {
        return repeated(asked).orElseGet(() -> accept(asked));
    }

    /** The same of a request of which {@link #repeated} knows no job: the store is not asked for its key once more. */
    public AcceptedJob accept(JobRequest asked) {
        var accepted = intake.accept(asked);
        if (!accepted.before()) {
            worker.wake();
            worker.offerRest();
        }
        return accepted;
    }

    /** A job; nothing if it is not known, or not the viewer's. Blocks. */
    public Optional<Job> find(JobId id, Viewer viewer) {
        return store.find(id).filter(job -> viewer.sees(job.caller().principal()));
    }

    /** What the client of a job that is not known should know, after a comma; empty if no jobs are lost. */
    public String lossHint() {
        return losses.hint();
    }

    /** Blocks. */
    public JobQuery.Page list(JobQuery query) {
        return store.list(query);
    }

    /** The events of a job after a number, past and to come. */
    public Multi<JobEvent> events(JobId id, long after) {
        return feed.events(id, after);
    }

    /** Whether nothing follows the event of this number. Blocks. */
    public boolean endsWith(JobId id, long number) {
        var past = feed.past(id);
        return !past.isEmpty()
                && past.getLast().isLast()
                && number >= past.getLast().seq();
    }

    /** What the pipeline warned of on the way. Blocks if that is long ago, or happened elsewhere. */
    public List<String> warnings(JobId id) {
        return feed.past(id).stream()
                .map(JobEvent::what)
                .<String>mapMulti((what, out) -> {
                    if (what instanceof JobEvent.Progressed progressed
                            && progressed.progress() instanceof Progress.Warning warning) {
                        out.accept(warning.text());
                    }
                })
                .distinct()
                .toList();
    }

    /**
     * The last event of a job, when it happens. Fails with state_save_failed where the job could not be begun here and is
     * left to the next instance that claims it.
     */
    public Uni<JobEvent> end(JobId id) {
        var last = new AtomicReference<JobEvent>();
        return events(id, 0).onItem().invoke(last::set).onItem().ignoreAsUni().map(_ -> {
            var event = last.get();
            if (event == null || !event.isLast()) {
                throw new TypedException(
                        FailureType.STATE_SAVE_FAILED,
                        "The job " + id + " was accepted, but cannot be computed now; it is begun again later.");
            }
            return event;
        });
    }
}
