package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is wrong with a body that Jackson cannot read, as its caller is told. */
final class MalformedJson {

    private static final Pattern TWICE = Pattern.compile("Duplicate field '([^']{1,100})'");

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
        if (e instanceof MismatchedInputException mismatch && mismatch.getPath().isEmpty()) {
            return invalid("the body must be one JSON object");
        }
        var twice = TWICE.matcher(String.valueOf(e.getOriginalMessage()));
        if (twice.lookingAt()) {
            return invalid("the body has the field '" + twice.group(1) + "' twice");
        }
        if (e instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
            var field = mapping.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."));
            return TypedException.invalid(List.of(new FieldError(field, "has a value of the wrong kind")));
        }
        var where = e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
        return invalid("the body is not valid JSON" + where);
    }

    private static TypedException invalid(String message) {
        return new TypedException(FailureType.INVALID_PARAMETERS, message);
    }
}
