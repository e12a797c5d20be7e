package dev.kintsugi.recovery.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exception whose thrower already knows what kind of failure it is. Its message is public. */
public class TypedException extends RuntimeException {

    private final FailureType type;
    private final List<FieldError> fields;

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
