package dev.kintsugi.generation;

import dev.kintsugi.generation.attempt.AttemptCall;
import dev.kintsugi.generation.attempt.AttemptFailedException;
import dev.kintsugi.generation.attempt.Result;
import io.smallrye.faulttolerance.api.BeforeRetryHandler;
import io.smallrye.faulttolerance.api.CustomBackoffStrategy;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.eclipse.microprofile.faulttolerance.ExecutionContext;
import org.eclipse.microprofile.faulttolerance.FallbackHandler;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;

/** What the annotations on {@link GenerationOperation} refer to. */
final class Guards {

    private Guards() {}

    /** Only failures that recovery would answer by trying the same again. */
    public static final class RetryAtOnce implements Predicate<Throwable> {
        @Override
        public boolean test(Throwable thrown) {
            return pause(thrown).isPresent();
        }
    }

    /** The pause that recovery wants before a retry. */
    public static final class RecoverysPause implements CustomBackoffStrategy {
        @Override
        public long nextDelayInMillis(Throwable thrown) {
            return pause(thrown).map(Duration::toMillis).orElse(0L);
        }
    }

    /** Puts the retry into the trail: nothing is repaired in secret. */
    public static final class RetryIsTold implements BeforeRetryHandler {
        @Override
        public void handle(ExecutionContext context) {
            call(context).retrying();
        }
    }

    /** Gives recovery what the guards could not absorb, with nothing left running. */
    @Dependent
    public static class ToRecovery implements FallbackHandler<Uni<Result>> {

        @Override
        public Uni<Result> handle(ExecutionContext context) {
            var call = call(context);
            return switch (context.getFailure()) {
                case TimeoutException thrown -> call.stop(thrown);
                case CircuitBreakerOpenException _ when call.isRemedy() -> call.run();
                case Throwable thrown -> Uni.createFrom().failure(thrown);
            };
        }
    }

    private static AttemptCall call(ExecutionContext context) {
        return (AttemptCall) context.getParameters()[0];
    }

    private static Optional<Duration> pause(Throwable thrown) {
        return thrown instanceof AttemptFailedException failed ? failed.again() : Optional.empty();
    }
}
