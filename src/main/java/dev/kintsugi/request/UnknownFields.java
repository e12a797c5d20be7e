package dev.kintsugi.request;

import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Fields of a request that an operation does not know. They are never ignored silently: a request for work is done without
 * them and its answer says so in {@code warnings}; any other request is refused.
 */
public final class UnknownFields {

    private UnknownFields() {}

    /** One warning for each, in the order of their names. */
    public static List<String> warnings(@Nullable Map<String, ?> unknown) {
        return names(unknown).stream()
                .map(field -> "The field '" + field + "' is not known and was ignored.")
                .toList();
    }

    /** @throws TypedException invalid_parameters that names each, if there are any */
    public static void refuse(@Nullable Map<String, ?> unknown) {
        var names = names(unknown);
        if (!names.isEmpty()) {
            throw TypedException.invalid(names.stream()
                    .map(field -> new FieldError(field, "is not known here; leave it out"))
                    .toList());
        }
    }

    private static List<String> names(@Nullable Map<String, ?> unknown) {
        return unknown == null ? List.of() : List.copyOf(new TreeSet<>(unknown.keySet()));
    }
}
