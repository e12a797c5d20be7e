package dev.kintsugi.api.openai;

import dev.kintsugi.api.error.OpenAiError;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.report.problem.Problems;
import dev.kintsugi.report.problem.RetryAfter;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers requests whose jobs failed, in OpenAI's envelope. */
@Singleton
class FailedAnswers {

    private final Problems problems;
    private final RetryAfter retryAfter;

    FailedAnswers(Problems problems, RetryAfter retryAfter) {
        this.problems = problems;
        this.retryAfter = retryAfter;
    }

    /** @param path of the request */
    Response answer(Job job, JobEvent.Failed failed, String path) {
        var wait = retryAfter
                .of(failed.outcome().failure(), job.plan().work().kind())
                .map(RetryAfter::seconds);
        var known = problems.of(job.id(), failed.outcome(), path);
        var problem = wait.map(known::comeBackIn).orElse(known);
        var response = Response.status(OpenAiError.status(problem.status()))
                .entity(OpenAiError.of(problem))
                .type(MediaType.APPLICATION_JSON);
        wait.ifPresent(seconds -> response.header("Retry-After", seconds));
        return response.build();
    }
}
