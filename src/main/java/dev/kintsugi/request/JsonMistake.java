package dev.kintsugi.request;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a text that is not JSON as clients may send it. */
public final class JsonMistake {

    private static final Pattern TWICE = Pattern.compile("Duplicate field '([^']{1,100})'");

    private JsonMistake() {}

    /**
     * A sentence about it.
     *
     * @param what was sent, such as <q>the body</q>
     */
    public static String of(JsonProcessingException thrown, String what) {
        if (thrown instanceof MismatchedInputException mismatch
                && mismatch.getPath().isEmpty()) {
            return what + " must be one JSON object";
        }
        if (thrown.getCause() instanceof JsonParseException
                || thrown.getCause() instanceof StreamConstraintsException) {
            return of((JsonProcessingException) thrown.getCause(), what); // within a field
        }
        var twice = TWICE.matcher(String.valueOf(thrown.getOriginalMessage()));
        if (twice.lookingAt()) {
            return what + " has the field '" + twice.group(1) + "' twice";
        }
        return switch (thrown) {
            case StreamConstraintsException _ ->
                what + " is nested too deep, or has a number or a text that is too long";
            case JsonEOFException _ -> what + " is not valid JSON: it ends before its JSON does";
            default -> what + " is not valid JSON" + where(thrown.getLocation());
        };
    }

    private static String where(@Nullable JsonLocation place) {
        return place == null ? "" : " (line " + place.getLineNr() + ", column " + place.getColumnNr() + ")";
    }
}
