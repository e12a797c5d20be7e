package dev.kintsugi.job.service;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.request.GenerationRequest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobRequest;
import dev.kintsugi.job.drain.RestartRefusal;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.JobTransitions;
import dev.kintsugi.job.worker.Admission;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Accepts requests: each is checked, kept, and put into the queue. */
@ApplicationScoped
class JobIntake {

    private static final Change HELD = new Change(Change.KEPT, "for good", "in memory", 0);

    private final GenerationService generations;
    private final Admission admission;
    private final NewJobs jobs;
    private final JobPreparation preparation;
    private final JobFeed feed;
    private final JobTransitions transitions;

    JobIntake(
            GenerationService generations,
            Admission admission,
            NewJobs jobs,
            JobPreparation preparation,
            JobFeed feed,
            JobTransitions transitions) {
        this.generations = generations;
        this.admission = admission;
        this.jobs = jobs;
        this.preparation = preparation;
        this.feed = feed;
        this.transitions = transitions;
    }

    void check(GenerationRequest request) {
        generations.plan(request);
    }

    /** The job of a request that was accepted before, whatever became of its model and of the queue. Blocks. */
    Optional<AcceptedJob> repeated(JobRequest asked) {
        return jobs.before(asked.caller()).map(kept -> repeated(kept, asked));
    }

    /** Blocks until the job is kept; one that another call keeps meanwhile under the same key is found all the same. */
    AcceptedJob accept(JobRequest asked) {
        admission.requireOpen();
        var job = jobs.of(asked, generations.plan(asked.what()));
        try (var _ = admission.hold();
                var place = admission.reserve(job)) {
            feed.open(job.id());
            var queued = new JobEvent(job.id(), 1, job.created(), place.queued());
            var entry = jobs.keep(job, queued, asked);
            if (!entry.job().id().equals(job.id())) {
                return repeated(entry.job(), asked);
            }
            if (admission.isTooLate(job)) {
                transitions.cancel(job); // its caller sends it again: it must not be computed twice
                throw RestartRefusal.get();
            }
            feed.tell(job, queued);
            var runnable = preparation.ofNew(job);
            entry.unkept().ifPresent(thrown -> generations.substituted(runnable.generation(), thrown, HELD));
            place.add(runnable);
        }
        return new AcceptedJob(job, false);
    }

    private static AcceptedJob repeated(Job kept, JobRequest asked) {
        if (!kept.order().request().equals(asked.what().kept())) {
            throw usedFor("another request");
        }
        if (kept.order().priority() != asked.priority()) {
            throw usedFor("this request with another priority ("
                    + kept.order().priority().code() + ")");
        }
        if (!kept.order().within(kept.created()).equals(asked.within())) {
            throw usedFor("this request with another deadline");
        }
        return new AcceptedJob(kept, true);
    }

    private static TypedException usedFor(String what) {
        return TypedException.invalid(
                List.of(new FieldError("Idempotency-Key", "was used for " + what + ": a new one needs a new key")));
    }
}
