package dev.kintsugi.recovery.failure;

import java.util.regex.Pattern;

/**
 * One thing that is wrong with one field of a request.
 *
 * @param field the field's name as the caller wrote it, for example {@code size}
 * @param message what is wrong and what would be right, in plain words
 */
public record FieldError(String field, String message) {

    private static final Pattern PLAIN = Pattern.compile("[^.\\[\\]\"]+");

    /** The path of a part of a field: {@code inputs.x}, or {@code inputs["x.1"]} if the part's name could be taken for a path. */
    public static String part(String field, String name) {
        return PLAIN.matcher(name).matches()
                ? field + "." + name
                : field + "[\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"]";
    }
}
