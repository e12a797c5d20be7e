package dev.kintsugi.api.error;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.request.MistypedField;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

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
        if (e.getCause() instanceof JsonParseException || e.getCause() instanceof StreamConstraintsException) {
            return translate((JsonProcessingException) e.getCause()); // within a field
        }
        var twice = TWICE.matcher(String.valueOf(e.getOriginalMessage()));
        if (twice.lookingAt()) {
            return invalid("the body has the field '" + twice.group(1) + "' twice");
        }
        return switch (e) {
            case StreamConstraintsException _ ->
                invalid("the body is nested too deep, or has a number or a text that is too long");
            case JsonEOFException _ -> invalid("the body is not valid JSON: it ends before its JSON does");
            case JsonMappingException mapping
            when !mapping.getPath().isEmpty() -> TypedException.invalid(List.of(MistypedField.of(mapping)));
            default -> invalid("the body is not valid JSON" + where(e.getLocation()));
        };
    }

    private static String where(@Nullable JsonLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }

    private static TypedException invalid(String message) {
        return new TypedException(FailureType.INVALID_PARAMETERS, message);
    }
}
