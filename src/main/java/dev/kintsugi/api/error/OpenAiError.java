package dev.kintsugi.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.report.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's error envelope, with the problem document inside for those who look.
 *
 * @param error what OpenAI's clients read
 */
@RegisterForReflection
public record OpenAiError(Body error) {

    private static final String PREFIX = "/v1/";
    private static final String OFFERED = "GET /v1/models, GET /v1/models/{model} and POST /v1/images/generations";
    private static final int BAD_REQUEST = 400;
    private static final int UNPROCESSABLE = 422;

    /** What this service adds to OpenAI's API. */
    private static final Set<String> OURS = Set.of("jobs", "status", "errors", "failures", "stream", "session");

    /**
     * What OpenAI's clients read.
     *
     * @param message for people
     * @param type {@code invalid_request_error}, {@code rate_limit_error} or {@code server_error}
     * @param param the field that is wrong, null if none is
     * @param code the kind of failure
     * @param kintsugi the whole problem document
     */
    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.ALWAYS)
    @Schema(name = "OpenAiErrorBody")
    public record Body(
            String message, String type, @Nullable String param, String code, Problem kintsugi) {}

    /** Whether clients of this path expect this envelope. */
    public static boolean speaks(String path) {
        return path.startsWith(PREFIX)
                && !OURS.contains(path.substring(PREFIX.length()).split("/", 2)[0]);
    }

    /** The envelope of a problem, which has {@link #status} in it. */
    public static OpenAiError of(Problem problem) {
        var status = status(problem.status());
        return new OpenAiError(
                new Body(problem.detail(), type(status), param(problem), problem.code(), problem.answeredWith(status)));
    }

    /** What to tell of a call that OpenAI has and this service has not. */
    static String notOffered(String method, String path) {
        return method + " " + path + " is not offered; of OpenAI's API there are " + OFFERED;
    }

    /** OpenAI answers every wrong field with 400; 422 is a status that its clients do not expect. */
    public static int status(int status) {
        return status == UNPROCESSABLE ? BAD_REQUEST : status;
    }

    private static @Nullable String param(Problem problem) {
        if (!problem.fieldErrors().isEmpty()) {
            return problem.fieldErrors().getFirst().field();
        }
        return problem.code().equals(FailureType.MODEL_NOT_FOUND.code()) ? "model" : null;
    }

    private static String type(int status) {
        if (status == 429) {
            return "rate_limit_error";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}
