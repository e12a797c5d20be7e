package dev.kintsugi.ops.alert;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.kintsugi.ops.alert.channel.Alert.Kind;
import dev.kintsugi.ops.alert.channel.Alert.Subject;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The alerts that were sent and are firing, as {@code alerts.json} has them. It is no API.
 *
 * @param version of the format
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
record KeptAlerts(int version, List<KeptAlert> firing) {

    /** A newer version of the service may have written a higher one. */
    static final int VERSION = 1;

    /** One of them. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record KeptAlert(
            String kind,
            String type,
            String model,
            String severity,
            String title,
            String text,
            Map<String, String> facts,
            String since,
            String last,
            long count) {

        static KeptAlert of(Firing firing) {
            var subject = firing.condition().subject();
            return new KeptAlert(
                    subject.kind().code(),
                    subject.type().code(),
                    subject.model(),
                    subject.severity().code(),
                    subject.title(),
                    firing.condition().text(),
                    firing.condition().facts(),
                    firing.since().toString(),
                    firing.last().toString(),
                    firing.count());
        }

        /** Empty if it makes no sense to this version. */
        Optional<Firing> toFiring() {
            try {
                var subject = new Subject(
                        Kind.valueOf(kind.toUpperCase(Locale.ROOT)),
                        FailureType.of(type).orElseThrow(),
                        model,
                        Severity.valueOf(severity.toUpperCase(Locale.ROOT)),
                        title);
                return Optional.of(new Firing(
                        new Condition(subject, text, new LinkedHashMap<>(facts)),
                        Instant.parse(since),
                        Instant.parse(last),
                        count,
                        true));
            } catch (RuntimeException e) {
                return Optional.empty();
            }
        }
    }

    static KeptAlerts of(List<Firing> firing) {
        return new KeptAlerts(VERSION, firing.stream().map(KeptAlert::of).toList());
    }

    List<Firing> toFiring() {
        return firing.stream()
                .map(KeptAlert::toFiring)
                .flatMap(Optional::stream)
                .toList();
    }
}
