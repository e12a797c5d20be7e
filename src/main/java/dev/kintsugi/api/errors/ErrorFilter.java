package dev.kintsugi.api.errors;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.report.analytics.FailureFilter;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads which failures a caller wants to see. */
final class ErrorFilter {

    static final List<String> KNOWN = List.of("type", "model", "operation", "severity", "since", "limit");

    private static final int MOST = 1000;

    private final List<FieldError> errors = new ArrayList<>();

    private ErrorFilter() {}

    /** @throws TypedException invalid_parameters with everything that is wrong */
    static FailureFilter of(
            @Nullable String type,
            @Nullable String model,
            @Nullable String operation,
            @Nullable String severity,
            @Nullable String since,
            String limit) {
        var reading = new ErrorFilter();
        var filter = new FailureFilter(
                reading.type(type),
                Optional.ofNullable(model)
                        .map(name -> name.toLowerCase(Locale.ROOT))
                        .map(ErrorFilter::orNone),
                Optional.ofNullable(operation),
                reading.severity(severity),
                reading.since(since),
                reading.limit(limit));
        if (!reading.errors.isEmpty()) {
            throw TypedException.invalid(reading.errors);
        }
        return filter;
    }

    private static String orNone(String model) {
        return model.equals("none") ? "" : model;
    }

    private Optional<FailureType> type(@Nullable String code) {
        var type = Optional.ofNullable(code).flatMap(FailureType::of);
        if (code != null && type.isEmpty()) {
            errors.add(new FieldError("type", "is no failure type; GET /v1/failures lists them"));
        }
        return type;
    }

    private Optional<Severity> severity(@Nullable String code) {
        var severity = Arrays.stream(Severity.values())
                .filter(known -> known.code().equals(code))
                .findFirst();
        if (code != null && severity.isEmpty()) {
            errors.add(new FieldError(
                    "severity",
                    "must be one of "
                            + Arrays.stream(Severity.values())
                                    .map(Severity::code)
                                    .collect(Collectors.joining(", "))));
        }
        return severity;
    }

    private Optional<Instant> since(@Nullable String text) {
        try {
            return Optional.ofNullable(text).map(Instant::parse);
        } catch (DateTimeParseException e) {
            errors.add(new FieldError("since", "must be a time as in 2026-11-30T04:32:00Z"));
            return Optional.empty();
        }
    }

    private int limit(String text) {
        var limit = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > MOST) {
            errors.add(new FieldError("limit", "must be from 1 to " + MOST));
        }
        return limit;
    }
}
