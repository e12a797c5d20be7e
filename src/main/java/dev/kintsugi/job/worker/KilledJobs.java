package dev.kintsugi.job.worker;

import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.ownership.JobTransitions;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.queue.RunnableJob;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;

/**
 * Jobs that were running when their process was killed: the kernel kills a process that takes more memory than its
 * container has, so each of them may do that again. They come back one at a time, the lightest first, and what was
 * running twice is computed with far less memory. A process that ends in order hands its jobs back, with no attempt
 * counted, so that nothing of this happens.
 */
@ApplicationScoped
public class KilledJobs {

    private static final Comparator<Job> LIGHTEST_FIRST = Comparator.<Job>comparingLong(
                    job -> job.plan().work().cost().size())
            .thenComparingInt(Job::attempt)
            .thenComparingLong(job -> job.plan().work().cost().allSteps());

    private final KilledGenerations generations;
    private final JobSettings settings;
    private final JobTransitions transitions;

    KilledJobs(KilledGenerations generations, JobSettings settings, JobTransitions transitions) {
        this.generations = generations;
        this.settings = settings;
        this.transitions = transitions;
    }

    /** The order in which to begin with jobs of a process that has ended. */
    public List<Job> inOrder(List<Job> adopted) {
        var suspects = adopted.stream().filter(Job::isSuspect).count();
        if (suspects == 0) {
            return adopted;
        }
        generations.suspect();
        Log.warnf(
                "jobs that were running when their process was killed: %d; until they end one job begins at a time",
                suspects);
        return adopted.stream().sorted(LIGHTEST_FIRST).toList();
    }

    /**
     * A job is about to begin: if an equal one has completed since the process was killed while it ran, that kill no longer counts,
     * also once this process is killed. Blocks.
     */
    void clear(RunnableJob runnable) {
        if (runnable.job().isSuspect() && generations.isHarmless(runnable.generation())) {
            transitions.clear(runnable.job());
        }
    }

    /**
     * The same of a job that waited at another instance and was begun here. From now on it matters here too which requests are
     * harmless. Blocks.
     */
    RunningJob clear(RunningJob claimed) {
        if (!claimed.job().isSuspect()) {
            return claimed;
        }
        generations.suspect();
        try {
            return generations.isHarmless(claimed.runnable().generation()) ? transitions.clear(claimed) : claimed;
        } catch (RuntimeException e) { // it runs all the same
            Log.debugf(e, "kills while job %s ran are still counted", claimed.id());
            return claimed;
        }
    }

    /**
     * A job begins: if its process was killed too often while it ran it is refused, or will be made lighter as all that are equal
     * to it.
     */
    void check(RunningJob running) {
        var generation = running.runnable().generation();
        var kills = running.job().attempt() - 1;
        if (kills >= settings.attempts()) { // it would end the process once more
            generations.giveUp(generation, kills, kills > settings.lighterAfter());
        } else if (kills >= settings.lighterAfter()) {
            generations.remember(generation, kills);
        }
    }
}
