package dev.kintsugi.job.service;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.JobTransitions;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.worker.Admission;
import dev.kintsugi.job.worker.JobPreparation;
import dev.kintsugi.job.worker.ParkedJobs;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets jobs wait again that nothing could repair, after a person has put right what was wrong. */
@ApplicationScoped
class Resuming {

    private final JobTransitions transitions;
    private final Admission admission;
    private final JobFeed feed;
    private final JobPreparation preparation;
    private final ParkedJobs parked;

    Resuming(
            JobTransitions transitions,
            Admission admission,
            JobFeed feed,
            JobPreparation preparation,
            ParkedJobs parked) {
        this.transitions = transitions;
        this.admission = admission;
        this.feed = feed;
        this.preparation = preparation;
        this.parked = parked;
    }

    /** With what was finished before if it is still there. Blocks until that is kept. */
    Job resume(Job job) {
        if (!(job.state() instanceof JobState.WaitingForUser waiting)) {
            throw new TypedException(
                    FailureType.CONCURRENT_ACCESS_ERROR,
                    "The job is " + job.state().code() + ": only one that waits for a person can be resumed.");
        }
        try (var place = admission.reserve(job)) {
            var queued =
                    switch (transitions.resume(job, waiting)) {
                        case Transition.Made(var made) -> made;
                        case Transition.TakenOver _ ->
                            throw new TypedException(
                                    FailureType.CONCURRENT_ACCESS_ERROR, "The job was resumed by another call.");
                    };
            feed.reopen(job.id());
            feed.publish(queued, place.queued());
            place.add(preparation.ofResumed(queued, parked.take(job.id())));
            return queued;
        }
    }
}
