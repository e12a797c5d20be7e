package dev.kintsugi.job.worker;

import dev.kintsugi.generation.GenerationService;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.artifact.Checkpoints;
import dev.kintsugi.job.feed.Eta;
import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.support.RecoveryLog;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.recovery.trail.TrailStep;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Makes jobs ready to run, those that were just accepted and those of a process that has ended alike. */
@ApplicationScoped
public class JobPreparation {

    private final GenerationService generations;
    private final JobFeed feed;
    private final Checkpoints checkpoints;
    private final JobStore store;
    private final Clock clock;

    JobPreparation(GenerationService generations, JobFeed feed, Checkpoints checkpoints, JobStore store, Clock clock) {
        this.generations = generations;
        this.feed = feed;
        this.checkpoints = checkpoints;
        this.store = store;
        this.clock = clock;
    }

    /** Of a job that was just accepted. */
    public RunnableJob ofNew(Job job) {
        return of(job, true);
    }

    /** Of a job that may have been started before. */
    public RunnableJob of(Job job) {
        return of(job, false);
    }

    /**
     * Of a job that a person has resumed.
     *
     * @param before with what was finished before
     */
    public RunnableJob ofResumed(Job job, Optional<Generation> before) {
        generations.trust(job.plan());
        before.ifPresent(Generation::reopen);
        return before.map(generation -> new RunnableJob(job, generation)).orElseGet(() -> of(job));
    }

    private RunnableJob of(Job job, boolean fresh) {
        var eta = new Eta(clock);
        var generation = generations.prepare(
                job.id().value(),
                job.plan(),
                job.order().request(),
                job.correlationId(),
                checkpoints.of(job.id(), fresh),
                progress -> feed.progress(job, new JobEvent.Progressed(progress, eta.after(progress))),
                step -> recovering(job, step));
        if (!fresh) {
            generation.incident().continues(earlier(job));
        }
        generations.tellCorrections(generation, job.order().request());
        return new RunnableJob(job, generation);
    }

    /** What processes that have ended did about its failures, but for what is foreseen each time. */
    private List<TrailStep> earlier(Job job) {
        var steps = new TreeMap<Integer, TrailStep>();
        try {
            for (var event : store.events(job.id(), 0)) {
                if (event.what() instanceof JobEvent.Recovering(var step) && !step.foreseen()) {
                    steps.put(step.number(), step);
                }
            }
        } catch (RuntimeException e) {
            Log.warnf(
                    "what was done about failures of job %s before is not known: %s", job.id(), CauseChain.describe(e));
        }
        return List.copyOf(steps.values());
    }

    private void recovering(Job job, TrailStep step) {
        RecoveryLog.step(job, step);
        feed.progress(job, new JobEvent.Recovering(step));
    }
}
