package dev.kintsugi.ops.alert.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.time.Instant;

/**
 * An alert as Prometheus's Alertmanager takes it at {@code /api/v2/alerts} (its OpenAPI document, {@code postableAlerts}). Labels
 * say which alert it is, so they do not change while it lasts; annotations do. It ends by itself if it is not sent again.
 */
final class AlertmanagerAlert {

    /** As Prometheus does. */
    private static final int REPEATS_UNTIL_IT_ENDS = 4;

    private AlertmanagerAlert() {}

    static JsonNode of(Alert alert, Duration repeatEvery, Instant now) {
        var subject = alert.subject();
        var alerts = JsonNodeFactory.instance.arrayNode();
        var posted = alerts.addObject();
        var labels = posted.putObject("labels")
                .put("alertname", alertName(subject.kind()))
                .put("service", "kintsugi")
                .put("instance", alert.source())
                .put("failure", subject.type().code())
                .put("severity", subject.severity().code());
        if (!subject.model().isEmpty()) {
            labels.put("model", subject.model());
        }
        var annotations = posted.putObject("annotations")
                .put("summary", Text.line(alert.headline()))
                .put("description", alert.text());
        alert.facts().forEach(annotations::put);
        posted.put("startsAt", alert.since().toString());
        posted.put(
                "endsAt",
                alert.ended()
                        .orElseGet(() -> now.plus(repeatEvery.multipliedBy(REPEATS_UNTIL_IT_ENDS)))
                        .toString());
        return alerts;
    }

    private static String alertName(Alert.Kind kind) {
        return switch (kind) {
            case FAILURE -> "KintsugiFailure";
            case SPIKE -> "KintsugiFailureSpike";
        };
    }
}
