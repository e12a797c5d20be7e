package dev.kintsugi.recovery.failure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exception whose thrower already knows what kind of failure it is. Its message is public. */
public class TypedException extends RuntimeException {

    private final FailureType type;
    private final List<FieldError> fields;
    private final Map<String, String> facts = new LinkedHashMap<>();

    public TypedException(FailureType type, String publicMessage) {
        this(type, publicMessage, List.of(), null);
    }

    public TypedException(FailureType type, String publicMessage, @Nullable Throwable cause) {
        this(type, publicMessage, List.of(), cause);
    }

    public TypedException(FailureType type, String publicMessage, List<FieldError> fields, @Nullable Throwable cause) {
        super(publicMessage, cause);
        this.type = type;
        this.fields = List.copyOf(fields);
    }

    /** A request whose fields are wrong: all errors at once. */
    public static TypedException invalid(List<FieldError> fields) {
        var first = fields.getFirst();
        var rest = fields.size() == 1 ? "" : " (and " + (fields.size() - 1) + " more)";
        return new TypedException(
                FailureType.INVALID_PARAMETERS, first.field() + ": " + first.message() + rest, fields, null);
    }

    /**
     * This and what else is wrong with the request, in one: invalid_parameters that names every field once. If this is no mistake
     * of the caller, what the caller can put right goes first.
     *
     * @param field what this is about, if it names no field
     * @param others what else is wrong; this itself is given back if that is nothing
     */
    public TypedException beside(String field, List<FieldError> others) {
        if (others.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(others);
        if (type.callersMistake()) {
            all.addAll(fields.isEmpty() ? List.of(new FieldError(field, text())) : fields);
        }
        var named = new ArrayList<FieldError>();
        for (var error : all) {
            if (named.stream().noneMatch(other -> isWithin(error.field(), other.field()))) {
                named.add(error);
            }
        }
        return invalid(named);
    }

    /** Whether a path is that of a field, of one in it, or of one that it is in. */
    private static boolean isWithin(String path, String field) {
        return path.equals(field) || isBelow(path, field) || isBelow(field, path);
    }

    private static boolean isBelow(String path, String field) {
        return path.startsWith(field) && (path.charAt(field.length()) == '.' || path.charAt(field.length()) == '[');
    }

    /**
     * Adds a number that callers are told beside the text.
     *
     * @param name in snake case with its unit, such as {@code needed_bytes}
     */
    public TypedException with(String name, long number) {
        facts.put(name, String.valueOf(number));
        return this;
    }

    /** Numbers that callers are told beside the text, by name. */
    public Map<String, String> facts() {
        return Map.copyOf(facts);
    }

    public FailureType type() {
        return type;
    }

    public List<FieldError> fields() {
        return fields;
    }

    /** The public text. */
    public String text() {
        var message = getMessage();
        return message == null ? "" : message;
    }
}
