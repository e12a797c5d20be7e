package dev.kintsugi.api.jobs;

import dev.kintsugi.api.Failures;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobService;
import dev.kintsugi.job.Verdicts;
import dev.kintsugi.recovery.FieldError;
import dev.kintsugi.recovery.TypedException;
import jakarta.validation.Validator;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Lets callers say whether a repaired answer was of use. */
@Path("/v1/jobs/{id}/feedback")
@Tag(name = "Jobs")
public class VerdictsResource {

    private final JobService jobs;
    private final Verdicts verdicts;
    private final Validator validator;

    VerdictsResource(JobService jobs, Verdicts verdicts, Validator validator) {
        this.jobs = jobs;
        this.verdicts = verdicts;
        this.validator = validator;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Judge an answer",
            description =
                    "Says whether the answer of a job was good or bad. Where it was repaired this counts into what"
                            + " recovery learns, once for each job.")
    public void judge(String id, @Nullable Verdict verdict) {
        if (verdict == null) {
            throw TypedException.invalid(List.of(new FieldError("verdict", "is needed: good or bad")));
        }
        var errors = Failures.fields(validator.validate(verdict));
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        verdicts.judge(JobId.of(id).flatMap(jobs::find).orElseThrow(NotFoundException::new), verdict.isGood());
    }
}
