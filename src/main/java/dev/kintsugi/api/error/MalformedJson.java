package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.JsonMistake;
import java.util.Optional;

/** What is wrong with a body that is no JSON, or no object, as its caller is told. */
final class MalformedJson {

    /** Causes can go in a circle. */
    private static final int DEEPEST = 32;

    private MalformedJson() {}

    /** The mistake of the caller that an exception or one of its causes tells of; empty if it is ours, or none of JSON. */
    static Optional<TypedException> find(Throwable thrown) {
        var deep = 0;
        for (Throwable t = thrown; t != null && deep < DEEPEST && !(t instanceof TypedException); t = t.getCause()) {
            if (t instanceof JsonProcessingException json) {
                return RequestFailures.isOurs(json) ? Optional.empty() : Optional.of(translate(json));
            }
            deep++;
        }
        return Optional.empty();
    }

    private static TypedException translate(JsonProcessingException e) {
        return new TypedException(FailureType.INVALID_PARAMETERS, JsonMistake.of(e, "the body"));
    }
}
