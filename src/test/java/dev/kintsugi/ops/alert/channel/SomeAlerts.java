package dev.kintsugi.ops.alert.channel;

import dev.kintsugi.ops.alert.channel.Alert.Kind;
import dev.kintsugi.ops.alert.channel.Alert.Subject;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Alerts to be sent. */
public final class SomeAlerts {

    public static final Instant BEGIN = Instant.parse("2026-11-30T04:32:00Z");
    public static final Instant END = Instant.parse("2026-11-30T04:40:00Z");

    private SomeAlerts() {}

    public static Alert firing(String model, Severity severity) {
        var facts = new LinkedHashMap<>(Map.of("failure", "internal_error"));
        facts.put("count", "3");
        return new Alert(
                new Subject(Kind.FAILURE, FailureType.INTERNAL_ERROR, model, severity, "Internal error"),
                "host-1",
                "Something <!channel> & other failed",
                facts,
                BEGIN,
                Optional.empty());
    }

    public static Alert firing(String model) {
        return firing(model, Severity.CRITICAL);
    }

    public static Alert over(Alert firing) {
        return firing.over(END);
    }
}
