package dev.kintsugi.api.openai;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.report.problem.CancelledJob;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Answers callers that waited for all of their pictures, however their jobs ended. */
@ApplicationScoped
class ImageResponses {

    private final ImageAnswers answers;
    private final FailedAnswers failures;

    ImageResponses(ImageAnswers answers, FailedAnswers failures) {
        this.answers = answers;
        this.failures = failures;
    }

    /** @param end the last event of the job */
    Response response(Job job, ImageRequest request, JobEvent end, RoutingContext call) {
        return switch (end.what()) {
            case JobEvent.Completed completed ->
                Response.ok(answers.answer(job, request, end, completed, baseUrl(call)), MediaType.APPLICATION_JSON)
                        .build();
            case JobEvent.Failed failed -> failures.answer(job, failed, call.normalizedPath());
            case JobEvent.Cancelled _ -> throw CancelledJob.of(job);
            case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _, JobEvent.Recovering _ ->
                throw new IllegalStateException("the job has not ended");
        };
    }

    private static String baseUrl(RoutingContext call) {
        return call.request().scheme() + "://" + call.request().authority();
    }
}
