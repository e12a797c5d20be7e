package dev.kintsugi.report.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.TrailView;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A problem document (RFC 9457) with what a caller can act on.
 *
 * @param type a URI that names the kind of failure
 * @param title the same for all failures of the kind
 * @param status the HTTP status
 * @param detail what happened this time
 * @param instance the path of the call
 * @param code the kind of failure, in snake case
 * @param category the part of the system
 * @param severity low, medium, high or critical
 * @param retryable whether the same call may work later
 * @param correlationId to be quoted
 * @param timestamp when it happened, ISO 8601
 * @param suggestions what to do next, at most seven
 * @param fieldErrors what is wrong with which field
 * @param trail what was tried to repair it
 * @param alternatives models that could be asked for instead
 * @param requiresUserAction whether a person must act: resume the job, or change what makes the call fail again
 * @param ticket that was opened for the operator; left out if none was
 * @param resume the path that goes on with the job once what was wrong is put right; left out if there is none
 * @param estimatedResolutionSeconds until it is likely to work again; left out if a person has to act
 * @param details names and numbers of what happened, such as the memory that was needed and that there is; left out if there are none
 * @param system how the service was, with failures of severity high and critical; left out with others
 * @param technical the internal text; only where the service is set to tell it
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String code,
        String category,
        String severity,
        boolean retryable,
        String correlationId,
        String timestamp,
        List<String> suggestions,
        List<FieldError> fieldErrors,
        List<TrailView> trail,
        List<String> alternatives,
        boolean requiresUserAction,
        @Nullable String ticket,
        @Nullable String resume,
        @Nullable Integer estimatedResolutionSeconds,
        @Nullable Map<String, Object> details,
        @Nullable SystemView system,
        @Nullable String technical) {

    public static final String MEDIA_TYPE = "application/problem+json";

    /** The same with other suggestions. */
    Problem suggesting(List<String> others) {
        return with(others, severity, retryable, requiresUserAction, estimatedResolutionSeconds);
    }

    /** The same if its answer tells the caller to come back then. */
    public Problem comeBackIn(int seconds) {
        return with(suggestions, severity, retryable, requiresUserAction, seconds);
    }

    /** The same if only the caller can put it right: the same call fails again, whenever it comes and how often. */
    public Problem asMistake() {
        return with(suggestions, Severity.LOW.code(), false, true, null);
    }

    /** The same if it is answered with another status than the usual one. */
    public Problem answeredWith(int other) {
        return new Problem(
                type,
                title,
                other,
                detail,
                instance,
                code,
                category,
                severity,
                retryable,
                correlationId,
                timestamp,
                suggestions,
                fieldErrors,
                trail,
                alternatives,
                requiresUserAction,
                ticket,
                resume,
                estimatedResolutionSeconds,
                details,
                system,
                technical);
    }

    private Problem with(
            List<String> others,
            String howSevere,
            boolean mayWorkLater,
            boolean needsPerson,
            @Nullable Integer seconds) {
        return new Problem(
                type,
                title,
                status,
                detail,
                instance,
                code,
                category,
                howSevere,
                mayWorkLater,
                correlationId,
                timestamp,
                others,
                fieldErrors,
                trail,
                alternatives,
                needsPerson,
                ticket,
                resume,
                seconds,
                details,
                system,
                technical);
    }
}
