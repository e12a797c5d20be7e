package dev.kintsugi.request;

import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.kintsugi.recovery.failure.FieldError;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A field of a body whose value is not of the type that it must have, as its caller is told. */
final class MistypedField {

    private MistypedField() {}

    /** @param thrown by Jackson, with the path of the field */
    static FieldError of(JsonMappingException thrown) {
        var field = thrown.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                .collect(Collectors.joining("."));
        if (thrown.getCause() instanceof InputCoercionException coercion) {
            return new FieldError(field, range(coercion.getTargetType()));
        }
        return new FieldError(
                field, thrown instanceof MismatchedInputException e ? wanted(e.getTargetType()) : wanted(null));
    }

    private static String range(@Nullable Class<?> type) {
        var whole = type == long.class || type == Long.class
                ? "must be a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE
                : "must be a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE;
        return type == double.class || type == Double.class ? "is a number out of range" : whole;
    }

    private static String wanted(@Nullable Class<?> type) {
        if (type == Integer.class || type == Long.class || type == int.class || type == long.class) {
            return "must be a whole number, written without a decimal point";
        }
        if (type == Double.class || type == double.class) {
            return "must be a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "must be true or false";
        }
        return type == String.class ? "must be a text" : "has a value of the wrong kind";
    }
}
