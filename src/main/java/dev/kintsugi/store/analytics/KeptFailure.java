package dev.kintsugi.store.analytics;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.report.analytics.FailureRecord;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** One of the last failures, as it is kept. */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record KeptFailure(
        String at,
        String correlationId,
        String type,
        String severity,
        String model,
        String operation,
        String message,
        String outcome,
        String job) {

    static KeptFailure of(FailureRecord failure) {
        return new KeptFailure(
                failure.at().toString(),
                failure.correlationId(),
                failure.type().code(),
                failure.severity().code(),
                failure.model(),
                failure.operation(),
                failure.message(),
                failure.outcome().code(),
                failure.job());
    }

    /** The same as the service lists it; empty if it makes no sense to this version. */
    Optional<FailureRecord> toFailure() {
        try {
            var time = Instant.parse(at);
            return Words.type(type)
                    .flatMap(kind -> Words.severity(severity)
                            .flatMap(level -> Words.outcome(outcome)
                                    .map(end -> new FailureRecord(
                                            0,
                                            time,
                                            Objects.requireNonNull(correlationId),
                                            kind,
                                            level,
                                            Objects.requireNonNull(model),
                                            Objects.requireNonNull(operation),
                                            Objects.requireNonNull(message),
                                            end,
                                            Objects.requireNonNull(job)))));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }
}
