package dev.kintsugi.api.error;

import static dev.kintsugi.recovery.failure.FailureType.*;

import com.fasterxml.jackson.core.JsonGenerationException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidDefinitionException;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import java.util.Optional;

/**
 * Knows what reading and checking a request throws. Files that are JSON are not meant: who reads them says which file
 * it was.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
class RequestFailures implements FailureClassifier {

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        return switch (thrown) {
            case JsonProcessingException e when isOurs(e) -> Optional.of(INTERNAL_ERROR);
            case JsonProcessingException _, ConstraintViolationException _ -> Optional.of(INVALID_PARAMETERS);
            case WebApplicationException e ->
                Optional.of(byStatus(e.getResponse().getStatus()));
            default -> Optional.empty();
        };
    }

    /** A type of ours that JSON cannot be made of, or that cannot be made from it, is our mistake and not the caller's. */
    static boolean isOurs(JsonProcessingException thrown) {
        return switch (thrown) {
            case InvalidDefinitionException _, JsonGenerationException _ -> true;
            case JsonMappingException e -> String.valueOf(e.getMessage()).contains("StreamWriteConstraints");
            default -> false;
        };
    }

    @Override
    public Optional<String> code(Throwable thrown) {
        return thrown instanceof WebApplicationException e
                ? Optional.of(String.valueOf(e.getResponse().getStatus()))
                : Optional.empty();
    }

    /** The same meanings as the public texts of {@link Failures} have, and a few that only code of ours asks for. */
    private static FailureType byStatus(int status) {
        return switch (status) {
            case 400, 411, 413, 414, 422, 431 -> INVALID_PARAMETERS;
            case 401 -> AUTHENTICATION_FAILED;
            case 403 -> PERMISSION_DENIED;
            case 404, 405, 406, 415, 501 -> UNSUPPORTED_OPERATION;
            case 409, 412 -> CONCURRENT_ACCESS_ERROR;
            case 429 -> RATE_LIMIT_EXCEEDED;
            case 502 -> EXTERNAL_API_ERROR;
            case 503 -> MODEL_OVERLOADED;
            case 504 -> INFERENCE_TIMEOUT;
            case 507 -> STORAGE_SPACE_INSUFFICIENT;
            // Whatever else is wrong with a request is the caller's to put right.
            default -> status >= 400 && status < 500 ? INVALID_PARAMETERS : INTERNAL_ERROR;
        };
    }
}
