package dev.kintsugi.api.jobs;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.TrailView;
import dev.kintsugi.report.event.Provenance;
import dev.kintsugi.report.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A job.
 *
 * @param id its name
 * @param kind what is made: image or tensor
 * @param state queued, running, waiting_for_user, completed, failed or cancelled
 * @param model that it was accepted for
 * @param asked what was asked for, by the names of the request
 * @param priority critical, high, normal or low
 * @param correlationId of the call that submitted it
 * @param created when it was accepted, ISO 8601
 * @param ended when it ended; left out while it has not
 * @param artifacts the paths of its artifacts
 * @param trail what was done about failures on the way
 * @param problem why it failed; left out if it did not
 * @param kintsugi how its result came about, with what is less than was asked for; in lists without warnings about the request;
 *     left out if there is none
 * @param warnings what the caller should know of the request, told with the answer to it only, and why it waits longer than usual
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Job")
record JobView(
        String id,
        String kind,
        String state,
        String model,
        Map<String, Object> asked,
        String priority,
        String correlationId,
        String created,
        @Nullable String ended,
        List<String> artifacts,
        List<TrailView> trail,
        @Nullable Problem problem,
        @Nullable Provenance kintsugi,
        @Nullable List<String> warnings) {

    /** The same with how its result came about, and with warnings about the request. */
    JobView with(Optional<Provenance> provenance, List<String> told) {
        return new JobView(
                id,
                kind,
                state,
                model,
                asked,
                priority,
                correlationId,
                created,
                ended,
                artifacts,
                trail,
                problem,
                provenance.orElse(null),
                told.isEmpty() ? null : told);
    }
}
