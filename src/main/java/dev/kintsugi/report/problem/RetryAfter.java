package dev.kintsugi.report.problem;

import dev.kintsugi.recovery.failure.Failure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** Says when to come back after a failure: not before the queue is done, nor while the model is left alone. */
@ApplicationScoped
public class RetryAfter {

    private final Problems problems;
    private final ModelRest rest;

    RetryAfter(Problems problems, ModelRest rest) {
        this.problems = problems;
        this.rest = rest;
    }

    /** The time until then, if a retry helps. */
    public Optional<Duration> of(Failure failure) {
        return problems.retryAfter(failure, problems.status(failure))
                .map(queue -> rest.of(failure)
                        .filter(left -> left.compareTo(queue) > 0)
                        .orElse(queue));
    }
}
