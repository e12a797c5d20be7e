package dev.kintsugi.ops.alert.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.kintsugi.recovery.failure.Severity;

/** An alert as an event of PagerDuty's Events API v2 (developer.pagerduty.com/docs/events-api-v2/trigger-events). */
final class PagerDutyEvent {

    private static final int MOST_SUMMARY = 1024;
    private static final int MOST_KEY = 255;

    private PagerDutyEvent() {}

    static JsonNode of(Alert alert, String routingKey) {
        var subject = alert.subject();
        var event = JsonNodeFactory.instance
                .objectNode()
                .put("routing_key", routingKey)
                .put("event_action", alert.isFiring() ? "trigger" : "resolve")
                .put("dedup_key", Text.cut("kintsugi:" + alert.source() + ":" + alert.key(), MOST_KEY))
                .put("client", "Kintsugi");
        var payload = event.putObject("payload")
                .put("summary", Text.cut(Text.line(alert.headline() + ": " + alert.text()), MOST_SUMMARY))
                .put("source", alert.source())
                .put("severity", severity(subject.severity()))
                .put("timestamp", alert.since().toString())
                .put("component", subject.model().isEmpty() ? "kintsugi" : subject.model())
                .put("group", "kintsugi")
                .put("class", subject.type().code());
        var details = payload.putObject("custom_details");
        alert.facts().forEach(details::put);
        return event;
    }

    private static String severity(Severity severity) {
        return switch (severity) {
            case LOW -> "info";
            case MEDIUM -> "warning";
            case HIGH -> "error";
            case CRITICAL -> "critical";
        };
    }
}
