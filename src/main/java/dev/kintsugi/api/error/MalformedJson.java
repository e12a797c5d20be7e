package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonMappingException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.JsonMistake;
import dev.kintsugi.request.MistypedField;
import java.util.List;
import java.util.Optional;

/** What is wrong with a body that Jackson cannot read, as its caller is told. */
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
        var inside = e.getCause() instanceof JsonParseException || e.getCause() instanceof StreamConstraintsException;
        return !inside
                        && e instanceof JsonMappingException mapping
                        && !mapping.getPath().isEmpty()
                ? TypedException.invalid(List.of(MistypedField.of(mapping)))
                : new TypedException(FailureType.INVALID_PARAMETERS, JsonMistake.of(e, "the body"));
    }
}
