package dev.kintsugi.generation.attempt;

import dev.kintsugi.generation.breaker.BreakerOpen;
import dev.kintsugi.generation.breaker.BreakerPolicy;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.Recovery;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One call of the service operation: what {@link Recovery} wants tried, and how the guards around it ask recovery and stop
 * what they give up on. A retry by the guards is the same call.
 */
public final class AttemptCall {

    /** The guards cannot be stopped in a pause, so a longer one is left to recovery. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    /** A run that does not stop is set aside by then, so an attempt surely ends in this time. */
    private static final Duration END = Duration.ofMinutes(1);

    private final Generation generation;
    private final Plan plan;
    private final Recovery<Plan> recovery;
    private final Classification classification;
    private final Function<AttemptCall, Uni<Result>> work;
    private @Nullable Uni<Result> current;
    private Duration pause = Duration.ZERO;
    private volatile boolean givenUp;
    private volatile boolean left;

    /** @param work computes the plan of a call, once for each time that it is asked to */
    public AttemptCall(
            Generation generation,
            Plan plan,
            Recovery<Plan> recovery,
            Classification classification,
            Function<AttemptCall, Uni<Result>> work) {
        this.generation = generation;
        this.plan = plan;
        this.recovery = recovery;
        this.classification = classification;
        this.work = work;
    }

    public Generation generation() {
        return generation;
    }

    public Plan plan() {
        return plan;
    }

    /** Whether recovery has chosen it as the answer to a failure. */
    public boolean isRemedy() {
        return generation.incident().lastFailure().isPresent();
    }

    /** Whether another plan may follow if it fails so: time is kept back for that one. */
    boolean isFollowedAfter(FailureType type, Instant now) {
        var profile = FailureCatalog.STANDARD.profile(type);
        var message = profile.guidance().message();
        var foreseen =
                new Failure(type, profile.severity(), message, message, generation.context(plan), List.of(), now);
        return recovery.hasOtherPlan(generation.incident(), foreseen);
    }

    /** One attempt. Fails with what the guards judge, or with a {@link CancellationException}. */
    public synchronized Uni<Result> run() {
        throwIfGivenUp();
        current = work.apply(this)
                .onFailure(thrown -> !(thrown instanceof CancellationException))
                .transform(this::failed)
                .memoize()
                .indefinitely();
        return current;
    }

    /** @throws TypedException inference_timeout if the guards have given it up: nothing new may begin */
    public void throwIfGivenUp() {
        if (givenUp) {
            throw new TypedException(FailureType.INFERENCE_TIMEOUT, "The attempt had no time left to begin.");
        }
    }

    /** A guard tries the same again, as recovery allowed. */
    public void retrying() {
        generation.incident().retrying(pause);
    }

    /**
     * Stops the attempt that a guard has given up on and waits for its end, so that the next one never runs beside it.
     *
     * @return how it ended, which says more than the guard knows; what the guard threw if it never began, or does not end
     */
    public synchronized Uni<Result> stop(Throwable thrown) {
        givenUp = true;
        generation.expire();
        var stopped = Uni.createFrom().<Result>failure(thrown);
        return current == null
                ? stopped
                : current.ifNoItem().after(END).recoverWithUni(() -> {
                    left = true;
                    return stopped;
                });
    }

    private AttemptFailedException failed(Throwable thrown) {
        var failure = classification.classify(thrown, generation.context(plan));
        // One that recovery no longer waits for must not touch its memory.
        var again = left ? Optional.<Duration>empty() : recovery.failed(generation.incident(), failure, LONGEST_PAUSE);
        pause = again.orElse(Duration.ZERO);
        return !(thrown instanceof BreakerOpen) && BreakerPolicy.isTheMachines(failure.type())
                ? new MachineFailedException(failure, thrown, again)
                : new AttemptFailedException(failure, thrown, again);
    }
}
