package dev.kintsugi.report.problem;

import dev.kintsugi.pipeline.work.WorkKind;
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

    /** The time until then, if a retry helps, after the failure of a job of a kind. */
    public Optional<Duration> of(Failure failure, WorkKind kind) {
        return problems.retryAfter(failure, problems.status(failure), kind)
                .map(queue -> rest.of(failure)
                        .filter(left -> left.compareTo(queue) > 0)
                        .orElse(queue));
    }
}
