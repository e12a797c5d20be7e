package dev.kintsugi.generation;

import dev.kintsugi.recovery.Outcome;
import io.smallrye.faulttolerance.api.BeforeRetryHandler;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.function.Predicate;
import org.eclipse.microprofile.faulttolerance.ExecutionContext;
import org.eclipse.microprofile.faulttolerance.FallbackHandler;

/** What the annotations on {@link GenerationService} refer to. */
public final class Guards {

    private Guards() {}

    /** Only failures whose first answer is to try the same again. */
    public static final class RetryAtOnce implements Predicate<Throwable> {
        @Override
        public boolean test(Throwable thrown) {
            return thrown instanceof AttemptFailed failed && failed.retryAtOnce();
        }
    }

    /** Puts the retry into the trail: nothing is repaired in secret. */
    public static final class RetryIsTold implements BeforeRetryHandler {
        @Override
        public void handle(ExecutionContext context) {
            ((Generation) context.getParameters()[0]).incident().retrying();
        }
    }

    /** Hands over to recovery what the guards could not absorb. */
    @Dependent
    public static class ToRecovery implements FallbackHandler<Uni<Outcome<Result>>> {

        @Inject
        GenerationRecovery recovery;

        @Override
        public Uni<Outcome<Result>> handle(ExecutionContext context) {
            return recovery.recover((Generation) context.getParameters()[0], context.getFailure());
        }
    }
}
