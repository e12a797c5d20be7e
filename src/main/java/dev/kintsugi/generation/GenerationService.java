package dev.kintsugi.generation;

import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.recovery.Budget;
import dev.kintsugi.recovery.Change;
import dev.kintsugi.recovery.Classification;
import dev.kintsugi.recovery.FailureContext;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.Outcome;
import dev.kintsugi.recovery.RecoveryListener;
import dev.kintsugi.recovery.RetryBudget;
import dev.kintsugi.recovery.RetrySchedule;
import dev.kintsugi.recovery.StrategyOrder;
import io.smallrye.faulttolerance.api.BeforeRetry;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.faulttolerance.api.RetryWhen;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * Draws pictures and keeps at it. The first try runs under SmallRye Fault Tolerance; a failure that a plain retry may
 * cure is retried there, once; all others, and what the guards refuse, go to recovery.
 */
@ApplicationScoped
public class GenerationService {

    /** What is due after a longer pause is left to recovery, which keeps to it. */
    private static final Duration AT_ONCE = Duration.ofMillis(20);

    private final Planner planner;
    private final Attempts attempts;
    private final Classification classification;
    private final StrategyOrder order;
    private final RetrySchedule schedule;
    private final GenerationSettings settings;
    private final RetryBudget retries;
    private final Foresight foresight;
    private final Relief relief;
    private final Corrections corrections;
    private final Clock clock;

    GenerationService(
            Planner planner,
            Attempts attempts,
            Classification classification,
            StrategyOrder order,
            RetrySchedule schedule,
            GenerationSettings settings,
            RetryBudget retries,
            Foresight foresight,
            Relief relief,
            Corrections corrections,
            Clock clock) {
        this.planner = planner;
        this.attempts = attempts;
        this.classification = classification;
        this.order = order;
        this.schedule = schedule;
        this.settings = settings;
        this.retries = retries;
        this.foresight = foresight;
        this.relief = relief;
        this.corrections = corrections;
        this.clock = clock;
    }

    /** Checks a request without doing anything: throws what {@link Planner#plan} throws. */
    public Plan plan(ImageGeneration request) {
        return planner.plan(request);
    }

    /**
     * Makes a plan ready to run.
     *
     * @param name by which listeners know it, that of its job
     */
    public Generation prepare(
            String name,
            Plan plan,
            ImageGeneration request,
            String correlationId,
            Checkpoint checkpoint,
            ProgressListener progress,
            RecoveryListener recovery) {
        var picture = plan.picture();
        var context = new FailureContext(
                correlationId,
                "image_generation",
                plan.variant().model().value(),
                plan.variant().device().toString(),
                "",
                Map.of(
                        "size", picture.size().toString(),
                        "steps", String.valueOf(picture.steps()),
                        "n", String.valueOf(picture.count())));
        var budget = new Budget(settings.attempts(), settings.failedStrategies(), Instant.MAX);
        var incident = new Incident<>(plan, request.policy(), budget, foresight.learning(recovery), clock);
        return new Generation(name, plan, incident, context, checkpoint, progress, request.previews());
    }

    /** Tells in its trail what was put right in its request before it could begin. */
    public void tellCorrections(Generation generation, ImageGeneration request) {
        corrections.tell(generation, request);
    }

    /**
     * Something around a generation failed and something else took its place, which costs no quality: the trail tells of
     * it.
     */
    public void substituted(Generation generation, Throwable thrown, Change change) {
        var failure = classification.classify(thrown, generation.context().withPhase("accept"));
        generation.incident().substituted(failure, change);
    }

    /**
     * From now on its time runs: waiting in a queue does not count.
     *
     * @param deadline of the caller, which may be earlier than that of all
     */
    public void begin(Generation generation, Optional<Instant> deadline) {
        var usual = clock.instant().plus(settings.deadline());
        deadline.filter(usual::isAfter).ifPresentOrElse(generation::untilItsCallers, () -> generation.until(usual));
        foresight.adjust(generation);
        relief.adjust(generation);
    }

    /**
     * Runs it. The Uni fails with a {@link CancellationException} where it was cancelled, and with nothing else: every
     * failure is an outcome.
     *
     * <p>{@link Attempts} stops what takes too long, whatever the limits are set to. The time limit here is longer than any
     * that makes sense, and what it ends is stopped before anything else is tried.
     */
    @Retry(maxRetries = 1, delay = 20, jitter = 10)
    @RetryWhen(exception = Guards.RetryAtOnce.class)
    @BeforeRetry(Guards.RetryIsTold.class)
    @Timeout(value = 1, unit = ChronoUnit.DAYS)
    @CircuitBreaker(
            requestVolumeThreshold = 20,
            failureRatio = 0.75,
            delay = 2,
            delayUnit = ChronoUnit.SECONDS,
            failOn = MachineFailed.class)
    @CircuitBreakerName("generation")
    @Bulkhead(value = 64, waitingTaskQueue = 64)
    @Fallback(Guards.ToRecovery.class)
    public Uni<Outcome<Result>> generate(Generation generation) {
        return attempts.attempt(generation, generation.incident().plan())
                .onItem()
                .<Outcome<Result>>transform(generation.incident()::succeeded)
                .invoke(outcome -> foresight.learn(generation, outcome))
                .onFailure(thrown -> !(thrown instanceof CancellationException))
                .transform(thrown -> failed(generation, thrown));
    }

    private AttemptFailed failed(Generation generation, Throwable thrown) {
        var failure = classification.classify(thrown, generation.context());
        generation.incident().failed(failure);
        // Where the budget is used up recovery decides, which says so in the trail.
        var retryAtOnce = generation.incident().retryIsFirstAnswer(order, schedule, AT_ONCE) && retries.hasLeft();
        if (thrown instanceof BreakerOpen) {
            return new AttemptFailed(failure, thrown, retryAtOnce);
        }
        if (failure.type().callersMistake()) {
            return new AttemptFailed(failure, thrown, retryAtOnce);
        }
        return switch (failure.type().category()) {
            case RESOURCE -> new MachineFailed(failure, thrown, retryAtOnce);
            default -> new AttemptFailed(failure, thrown, retryAtOnce);
        };
    }
}
