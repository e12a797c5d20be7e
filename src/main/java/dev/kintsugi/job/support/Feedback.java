package dev.kintsugi.job.support;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.kintsugi.generation.breaker.BreakerPolicy;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;

/** What callers say of answers that were repaired. Each answer is judged once, and what led to it is remembered so. */
@ApplicationScoped
public class Feedback {

    private static final int MOST_REMEMBERED = 10_000;

    private final Experience experience;
    private final Clock clock;
    private final Cache<JobId, Boolean> given = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .executor(Runnable::run)
            .build();

    Feedback(Experience experience, Clock clock) {
        this.experience = experience;
        this.clock = clock;
    }

    /**
     * Counts a verdict; the same one again changes nothing.
     *
     * @param good whether the caller is content with the answer
     * @return how many steps of the recovery it counts for: none if nothing was repaired
     * @throws TypedException concurrent_access_error if the job has not been answered, or was judged otherwise before
     */
    public int judge(Job job, boolean good) {
        if (!(job.state() instanceof JobState.Completed completed)) {
            throw new TypedException(
                    FailureType.CONCURRENT_ACCESS_ERROR,
                    "The job is " + job.state().code() + ": there is no answer to judge.");
        }
        var before = given.asMap().putIfAbsent(job.id(), good);
        var worked = trail(completed.outcome()).stream()
                .filter(step -> step.result() == TrailStep.Result.WORKED)
                .toList();
        if (before == null) {
            worked.stream()
                    .filter(step -> !BreakerPolicy.isOfTheInputs(step.failure()))
                    .forEach(step -> experience.judge(step, good, clock.instant()));
        } else if (before != good) {
            throw new TypedException(
                    FailureType.CONCURRENT_ACCESS_ERROR, "The answer of this job was judged otherwise already.");
        }
        return worked.size();
    }

    private static <T> List<TrailStep> trail(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Completed<T> _ -> List.of();
            case Outcome.Recovered<T> recovered -> recovered.trail();
            case Outcome.Degraded<T> degraded -> degraded.trail();
            case Outcome.Failed<T> failed -> failed.trail();
        };
    }
}
