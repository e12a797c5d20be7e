package dev.kintsugi.ops.alert.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * An alert as Slack's incoming webhooks take it (docs.slack.dev/messaging/sending-messages-using-incoming-webhooks), and those
 * that do as Slack does. Attachments, not blocks: others understand only those. In {@code alert} it is there for programs, which
 * Slack ignores.
 */
final class SlackMessage {

    private static final int MOST_TEXT = 3000;
    private static final int MOST_VALUE = 1000;
    private static final int SHORT = 40;

    private SlackMessage() {}

    static JsonNode of(Alert alert) {
        var message = JsonNodeFactory.instance.objectNode();
        message.put(
                "text", escaped(Text.cut(Text.line(alert.headline()), MOST_VALUE)) + " — " + escaped(alert.source()));
        var attachment = message.putArray("attachments").addObject();
        attachment.put("color", color(alert));
        attachment.put("fallback", escaped(Text.cut(Text.line(alert.headline()), MOST_VALUE)));
        attachment.put("text", escaped(Text.cut(alert.text(), MOST_TEXT)));
        var fields = attachment.putArray("fields");
        for (var fact : alert.facts().entrySet()) {
            fields.addObject()
                    .put("title", Alert.label(fact))
                    .put("value", escaped(Text.cut(fact.getValue(), MOST_VALUE)))
                    .put("short", fact.getValue().length() <= SHORT);
        }
        attachment.put("ts", alert.ended().orElse(alert.since()).getEpochSecond());
        message.set("alert", plain(alert));
        return message;
    }

    private static ObjectNode plain(Alert alert) {
        var subject = alert.subject();
        var plain = JsonNodeFactory.instance
                .objectNode()
                .put("key", alert.key())
                .put("state", alert.state())
                .put("kind", subject.kind().code())
                .put("severity", subject.severity().code())
                .put("title", subject.title())
                .put("text", alert.text())
                .put("source", alert.source())
                .put("since", alert.since().toString());
        alert.ended().ifPresent(ended -> plain.put("ended", ended.toString()));
        var facts = plain.putObject("facts");
        alert.facts().forEach(facts::put);
        return plain;
    }

    private static String color(Alert alert) {
        if (!alert.isFiring()) {
            return "good";
        }
        return switch (alert.subject().severity()) {
            case LOW, MEDIUM -> "warning";
            case HIGH, CRITICAL -> "danger";
        };
    }

    /** So that no text of a caller mentions a person or becomes a link. */
    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
