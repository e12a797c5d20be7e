package dev.kintsugi.report.analytics;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;
import java.util.Optional;

/**
 * Which failures a caller wants to see.
 *
 * @param severity this one and worse
 * @param since noticed at this time or later
 * @param limit how many, the newest
 */
public record FailureFilter(
        Optional<FailureType> type,
        Optional<String> model,
        Optional<String> operation,
        Optional<Severity> severity,
        Optional<Instant> since,
        int limit) {

    boolean takes(FailureRecord failure) {
        return type.filter(failure.type()::equals).isPresent() == type.isPresent()
                && model.filter(failure.model()::equals).isPresent() == model.isPresent()
                && operation.filter(failure.operation()::equals).isPresent() == operation.isPresent()
                && severity.filter(least -> failure.severity().compareTo(least) >= 0)
                                .isPresent()
                        == severity.isPresent()
                && since.filter(first -> !failure.at().isBefore(first)).isPresent() == since.isPresent();
    }
}
