package dev.kintsugi.api.call;

import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.List;
import java.util.Map;

/** What holds of the query parameters of every path that reads some. */
public final class QueryParameters {

    private QueryParameters() {}

    /** @throws TypedException invalid_parameters if a parameter is not known, or is given more than once */
    public static void requireKnown(Map<String, List<String>> given, List<String> known) {
        var errors = given.entrySet().stream()
                .filter(parameter -> !known.contains(parameter.getKey())
                        || parameter.getValue().size() > 1)
                .map(parameter -> new FieldError(
                        parameter.getKey(),
                        known.contains(parameter.getKey())
                                ? "is given more than once"
                                : "is not known here; known are " + String.join(", ", known)))
                .toList();
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
    }
}
