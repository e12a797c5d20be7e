package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.AttemptCall;
import dev.kintsugi.generation.attempt.AttemptRunner;
import dev.kintsugi.generation.attempt.MachineFailedException;
import dev.kintsugi.generation.attempt.Result;
import io.smallrye.faulttolerance.api.BeforeRetry;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.faulttolerance.api.CustomBackoff;
import io.smallrye.faulttolerance.api.RetryWhen;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.temporal.ChronoUnit;
import org.eclipse.microprofile.faulttolerance.Bulkhead;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Fallback;
import org.eclipse.microprofile.faulttolerance.Retry;
import org.eclipse.microprofile.faulttolerance.Timeout;

/**
 * The service operation: one attempt under SmallRye Fault Tolerance, as {@code recovery(fallback(retry(breaker(timeout(
 * bulkhead(attempt))))))}. {@link dev.kintsugi.recovery.Recovery} calls it for every attempt, the first one included, and the
 * guards hold no policy that recovery does not know:
 *
 * <ul>
 *   <li>{@code @Retry} tries again only what recovery would try again, after the pause that recovery says, and each retry is
 *       counted and reported by recovery. If a limit is configured, recovery makes the remaining retries.
 *   <li>{@code @Timeout} is longer than any attempt may take ({@link AttemptRunner} stops those), the last net.
 *   <li>{@code @CircuitBreaker} opens when the machine is sick, which only a {@link MachineFailedException} says. First attempts are
 *       refused then; what recovery has chosen as a remedy passes.
 *   <li>{@code @Bulkhead} limits how many attempts are held at a time.
 *   <li>{@code @Fallback} gives recovery what the guards could not absorb. What the time limit gave up on is stopped and has
 *       ended before anything else is tried.
 * </ul>
 */
@ApplicationScoped
class GenerationOperation {

    @Retry(maxRetries = -1, maxDuration = 0, delay = 0, jitter = 0)
    @RetryWhen(exception = Guards.RetryAtOnce.class)
    @CustomBackoff(Guards.RecoverysPause.class)
    @BeforeRetry(Guards.RetryIsTold.class)
    @Timeout(value = 1, unit = ChronoUnit.DAYS)
    @CircuitBreaker(
            requestVolumeThreshold = 20,
            failureRatio = 0.75,
            delay = 2,
            delayUnit = ChronoUnit.SECONDS,
            failOn = MachineFailedException.class)
    @CircuitBreakerName("generation")
    @Bulkhead(value = 64, waitingTaskQueue = 64)
    @Fallback(Guards.ToRecovery.class)
    Uni<Result> attempt(AttemptCall call) {
        return call.run();
    }
}
