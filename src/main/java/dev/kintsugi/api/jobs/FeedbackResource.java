package dev.kintsugi.api.jobs;

import dev.kintsugi.access.Viewer;
import dev.kintsugi.api.CallerKey;
import dev.kintsugi.api.call.WorkerDispatch;
import dev.kintsugi.api.error.Failures;
import dev.kintsugi.api.error.UnknownJob;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.service.JobService;
import dev.kintsugi.job.support.Feedback;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.UnknownFields;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Hears what callers say of the answers of their jobs. */
@Path("/v1/jobs")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Jobs")
class FeedbackResource {

    private final JobService jobs;
    private final Feedback verdicts;
    private final Validator validator;

    FeedbackResource(JobService jobs, Feedback verdicts, Validator validator) {
        this.jobs = jobs;
        this.verdicts = verdicts;
        this.validator = validator;
    }

    @POST
    @Path("{id}/feedback")
    @Consumes(MediaType.APPLICATION_JSON)
    @APIResponse(responseCode = "204", description = "It is counted")
    @Operation(
            operationId = "giveFeedback",
            summary = "Give feedback on an answer",
            description = "Says whether the answer of a job was good or bad. If it was repaired, this counts into what"
                    + " recovery learns, once for each job.")
    @NonBlocking // until its body is there
    public Uni<Void> judge(String id, @Nullable FeedbackRequest feedback, @Context RoutingContext call) {
        var viewer = CallerKey.viewer(call);
        return WorkerDispatch.answer(() -> {
            check(id, feedback, viewer);
            return Uni.createFrom().voidItem();
        });
    }

    private void check(String id, @Nullable FeedbackRequest feedback, Viewer viewer) {
        if (feedback == null) {
            throw TypedException.invalid(List.of(new FieldError("verdict", "is needed: good or bad")));
        }
        UnknownFields.refuse(feedback.unknown());
        var errors = Failures.fields(validator.validate(feedback));
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        verdicts.judge(
                JobId.of(id).flatMap(known -> jobs.find(known, viewer)).orElseThrow(() -> new UnknownJob(id)),
                feedback.saysGood());
    }
}
