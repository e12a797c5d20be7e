package dev.kintsugi.ops.alert;

import dev.kintsugi.capacity.features.Dependency;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Receivers of alerts work if they took what they were sent last. */
@ApplicationScoped
class AlertChannels implements Dependency {

    private static final Duration OFTEN = Duration.ofSeconds(1);

    private final AlertDeliveries deliveries;

    AlertChannels(AlertDeliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public String name() {
        return "alert_channels";
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(OFTEN);
    }

    @Override
    public Optional<String> problem() {
        var problems = deliveries.states().stream()
                .flatMap(state -> state.failing().stream()
                        .map(failing -> state.channel() + " does not take alerts: " + failing.problem()))
                .collect(Collectors.joining("; "));
        return problems.isEmpty() ? Optional.empty() : Optional.of(problems);
    }
}
