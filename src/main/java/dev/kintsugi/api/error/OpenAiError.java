package dev.kintsugi.api.error;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.kintsugi.report.problem.Problem;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's error envelope, with the problem document inside for those who look.
 *
 * @param error what OpenAI's clients read
 */
@RegisterForReflection
public record OpenAiError(Body error) {

    private static final String PREFIX = "/v1/";

    /** What this service adds to OpenAI's API. */
    private static final Set<String> OURS = Set.of("jobs", "status", "failures", "stream");

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
    public record Body(
            String message, String type, @Nullable String param, String code, Problem kintsugi) {}

    /** Whether clients of this path expect this envelope. */
    public static boolean speaks(String path) {
        return path.startsWith(PREFIX)
                && !OURS.contains(path.substring(PREFIX.length()).split("/", 2)[0]);
    }

    public static OpenAiError of(Problem problem, int status) {
        var field = problem.fieldErrors().isEmpty()
                ? null
                : problem.fieldErrors().getFirst().field();
        return new OpenAiError(new Body(problem.detail(), type(status), field, problem.code(), problem));
    }

    private static String type(int status) {
        if (status == 429) {
            return "rate_limit_error";
        }
        return status < 500 ? "invalid_request_error" : "server_error";
    }
}
