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

    /** As the header has it: whole seconds, rounded up. */
    public static int seconds(Duration wait) {
        return (int) wait.toSeconds() + 1;
    }

    /** The time until then, if a retry helps, after the failure of a job of a kind. */
    public Optional<Duration> of(Failure failure, WorkKind kind) {
        return of(failure, problems.status(failure), kind);
    }

    /** The same for a call that is refused with a status. */
    public Optional<Duration> of(Failure failure, int status, WorkKind kind) {
        return problems.retryAfter(failure, status, kind)
                .map(queue -> rest.of(failure)
                        .filter(left -> left.compareTo(queue) > 0)
                        .orElse(queue));
    }
}
