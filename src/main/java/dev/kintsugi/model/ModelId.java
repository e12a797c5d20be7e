package dev.kintsugi.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The name of a model. Safe as the name of a folder.
 *
 * @param value lower-case letters, digits, dots, dashes and underscores, at most 64, beginning with a letter or digit
 */
@RegisterForReflection
public record ModelId(@JsonValue String value) {

    private static final Pattern VALID = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ModelId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not a model id: " + value);
        }
    }

    public static boolean isValid(String value) {
        return VALID.matcher(value).matches() && !value.contains("..");
    }

    /** Whether a folder of this name is named after it, in capitals or not. */
    public boolean hasName(String folder) {
        return value.equals(folder.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return value;
    }
}
