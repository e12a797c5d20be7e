package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert.Kind;
import dev.kintsugi.ops.alert.channel.Alert.Subject;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.FailureRecord;
import dev.kintsugi.report.analytics.Spike;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What is worth an alert: pure.
 *
 * @param least the severity from which a single failure is
 * @param catalog the texts of failures
 */
record AlertRules(Severity least, FailureCatalog catalog) {

    /** Empty if it is not bad enough. */
    Optional<Condition> of(FailureRecord failure) {
        return failure.severity().compareTo(least) < 0 ? Optional.empty() : Optional.of(condition(failure));
    }

    private Condition condition(FailureRecord failure) {
        var facts = new LinkedHashMap<String, String>();
        put(facts, "failure", failure.type().code());
        put(facts, "model", failure.model());
        put(facts, "operation", failure.operation());
        put(facts, "outcome", failure.outcome().code());
        put(facts, "job", failure.job());
        put(facts, "correlation_id", failure.correlationId());
        return new Condition(
                new Subject(Kind.FAILURE, failure.type(), failure.model(), failure.severity(), title(failure.type())),
                failure.message(),
                facts);
    }

    Condition of(Spike spike) {
        var before = String.format(Locale.ROOT, "%.1f", spike.perMinute());
        var facts = new LinkedHashMap<String, String>();
        put(facts, "failure", spike.type().code());
        put(facts, "last_minute", String.valueOf(spike.lastMinute()));
        put(facts, "per_minute_before", before);
        return new Condition(
                new Subject(
                        Kind.SPIKE, spike.type(), "", spike.severity(), "Spike of failures: " + title(spike.type())),
                "%s came %d times in the last minute, and %s times a minute in the hour before it rose"
                        .formatted(spike.type().code(), spike.lastMinute(), before),
                facts);
    }

    private String title(FailureType type) {
        return catalog.profile(type).guidance().title();
    }

    private static void put(SequencedMap<String, String> facts, String name, String value) {
        if (!value.isEmpty()) {
            facts.put(name, value);
        }
    }
}
