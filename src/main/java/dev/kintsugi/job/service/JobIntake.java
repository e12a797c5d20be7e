package dev.kintsugi.job.service;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.queue.DrainState;
import dev.kintsugi.job.worker.Admission;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Accepts requests: each is checked, kept, and put into the queue. */
@ApplicationScoped
class JobIntake {

    private static final Change HELD = new Change(Change.KEPT, "for good", "in memory", 0);

    private final GenerationService generations;
    private final Admission admission;
    private final NewJobs jobs;
    private final JobPreparation preparation;
    private final JobFeed feed;
    private final Ownership ownership;

    JobIntake(
            GenerationService generations,
            Admission admission,
            NewJobs jobs,
            JobPreparation preparation,
            JobFeed feed,
            Ownership ownership) {
        this.generations = generations;
        this.admission = admission;
        this.jobs = jobs;
        this.preparation = preparation;
        this.feed = feed;
        this.ownership = ownership;
    }

    void check(GenerationRequest request) {
        generations.plan(request);
    }

    /** Blocks until the job is kept. */
    AcceptedJob submit(JobRequest asked) {
        admission.requireOpen();
        var job = jobs.of(asked, generations.plan(asked.what()));
        try (var _ = admission.hold();
                var place = admission.reserve(job)) {
            feed.open(job.id());
            var queued = new JobEvent(job.id(), 1, job.created(), place.queued());
            var entry = jobs.keep(job, queued, asked);
            if (!entry.job().id().equals(job.id())) {
                return repeated(entry.job(), asked.what());
            }
            if (admission.isTooLate(job)) {
                ownership.cancel(job); // its caller sends it again: it must not be computed twice
                throw DrainState.restarting();
            }
            feed.tell(job, queued);
            var runnable = preparation.ofNew(job);
            entry.unkept().ifPresent(thrown -> generations.substituted(runnable.generation(), thrown, HELD));
            place.add(runnable);
        }
        return new AcceptedJob(job, false);
    }

    /** Other instances may begin with what no worker is free for here. */
    void offerRest() {
        if (admission.hasWaiting()) {
            ownership.offer();
        }
    }

    private static AcceptedJob repeated(Job kept, GenerationRequest request) {
        if (!kept.order().request().equals(request.kept())) {
            throw TypedException.invalid(List.of(
                    new FieldError("Idempotency-Key", "was used for another request: a new one needs a new key")));
        }
        return new AcceptedJob(kept, true);
    }
}
