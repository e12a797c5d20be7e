package dev.kintsugi.job.service;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.Handover;
import dev.kintsugi.job.ownership.JobTransitions;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.ownership.Transition;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.worker.ParkedJobs;
import jakarta.enterprise.context.ApplicationScoped;

/** Cancels jobs, whether they wait or run, here or elsewhere. */
@ApplicationScoped
class Cancelling {

    private final JobTransitions transitions;
    private final JobQueue queue;
    private final JobFeed feed;
    private final StopRequests stops;
    private final Handover handover;
    private final ParkedJobs parked;

    Cancelling(
            JobTransitions transitions,
            JobQueue queue,
            JobFeed feed,
            StopRequests stops,
            Handover handover,
            ParkedJobs parked) {
        this.transitions = transitions;
        this.queue = queue;
        this.feed = feed;
        this.stops = stops;
        this.handover = handover;
        this.parked = parked;
    }

    /** Whether there was something to stop. Blocks. */
    boolean cancel(JobId id) {
        if (stops.stop(id)) {
            return true;
        }
        var found = transitions.find(id);
        if (found.isEmpty()) {
            return false;
        }
        var job = found.get();
        return switch (job.state()) {
            case JobState.Queued _ -> {
                queue.remove(id);
                yield end(job) || cancel(id);
            }
            case JobState.Running _ -> {
                handover.leave(id);
                yield stops.askOthers(id) || stops.stop(id);
            }
            case JobState.WaitingForUser _ -> {
                parked.take(id);
                yield end(job);
            }
            case JobState.Completed _, JobState.Failed _, JobState.Cancelled _ -> false;
        };
    }

    private boolean end(Job job) {
        return switch (cancelled(job)) {
            case Transition.Made(var cancelled) -> {
                feed.reopen(job.id());
                feed.publish(cancelled, new JobEvent.Cancelled());
                yield true;
            }
            case Transition.TakenOver _ -> false;
        };
    }

    private Transition cancelled(Job job) {
        try {
            return transitions.cancel(job);
        } catch (RuntimeException e) {
            feed.close(job.id()); // it may have ended all the same: readers that come back are told how it stands
            throw e;
        }
    }
}
