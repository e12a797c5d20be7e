package dev.kintsugi.ops.alert.channel;

import static dev.kintsugi.ops.alert.channel.SomeAlerts.BEGIN;
import static dev.kintsugi.ops.alert.channel.SomeAlerts.END;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.recovery.failure.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the receivers' documentation asks for is there, and nothing else that they would refuse. */
class FormatsTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    void slackGetsTextAndAnAttachmentInWhichNothingMentionsAPerson() {
        var message = SlackMessage.of(SomeAlerts.firing("shapes"));
        assertThat(message.path("text").asText()).isEqualTo("critical: Internal error (shapes) — host-1");
        var attachment = message.path("attachments").path(0);
        assertThat(names(attachment)).containsExactlyInAnyOrder("color", "fallback", "text", "fields", "ts");
        assertThat(attachment.path("color").asText()).isEqualTo("danger");
        assertThat(attachment.path("text").asText()).isEqualTo("Something &lt;!channel&gt; &amp; other failed");
        assertThat(attachment.path("ts").asLong()).isEqualTo(BEGIN.getEpochSecond());
        assertThat(attachment.path("fields"))
                .isNotEmpty()
                .allSatisfy(field -> assertThat(names(field)).containsExactlyInAnyOrder("title", "value", "short"));
    }

    @Test
    void programsBehindTheWebhookGetPlainFields() {
        var alert =
                SlackMessage.of(SomeAlerts.over(SomeAlerts.firing("shapes"))).path("alert");
        assertThat(alert.path("key").asText()).isEqualTo("failure:internal_error:shapes");
        assertThat(alert.path("state").asText()).isEqualTo("resolved");
        assertThat(alert.path("severity").asText()).isEqualTo("critical");
        assertThat(alert.path("source").asText()).isEqualTo("host-1");
        assertThat(Instant.parse(alert.path("since").asText())).isEqualTo(BEGIN);
        assertThat(Instant.parse(alert.path("ended").asText())).isEqualTo(END);
        assertThat(alert.path("facts").path("count").asText()).isEqualTo("3");
    }

    @Test
    void pagerDutyGetsWhatItsEventsNeedAndTheSameKeyAtTheEnd() {
        var trigger = PagerDutyEvent.of(SomeAlerts.firing("shapes"), KEY);
        var resolve = PagerDutyEvent.of(SomeAlerts.over(SomeAlerts.firing("shapes")), KEY);
        assertThat(names(trigger))
                .containsExactlyInAnyOrder("routing_key", "event_action", "dedup_key", "client", "payload");
        assertThat(trigger.path("routing_key").asText()).isEqualTo(KEY);
        assertThat(trigger.path("event_action").asText()).isEqualTo("trigger");
        assertThat(resolve.path("event_action").asText()).isEqualTo("resolve");
        assertThat(trigger.path("dedup_key").asText())
                .hasSizeBetween(1, 255)
                .isEqualTo(resolve.path("dedup_key").asText());
        var payload = trigger.path("payload");
        assertThat(payload.path("summary").asText()).hasSizeBetween(1, 1024);
        assertThat(payload.path("source").asText()).isEqualTo("host-1");
        assertThat(Instant.parse(payload.path("timestamp").asText())).isEqualTo(BEGIN);
        assertThat(Set.of(
                        "summary", "source", "severity", "timestamp", "component", "group", "class", "custom_details"))
                .containsAll(names(payload));
    }

    @ParameterizedTest
    @CsvSource({"LOW,info", "MEDIUM,warning", "HIGH,error", "CRITICAL,critical"})
    void pagerDutyHasItsOwnWordsForSeverities(Severity severity, String word) {
        assertThat(PagerDutyEvent.of(SomeAlerts.firing("m", severity), KEY)
                        .path("payload")
                        .path("severity")
                        .asText())
                .isEqualTo(word);
    }

    @Test
    void alertmanagerGetsLabelsThatStayAndATimeAtWhichItEndsByItself() {
        var now = BEGIN.plusSeconds(30);
        var firing = AlertmanagerAlert.of(SomeAlerts.firing("shapes"), Duration.ofMinutes(1), now);
        var over = AlertmanagerAlert.of(SomeAlerts.over(SomeAlerts.firing("shapes")), Duration.ofMinutes(1), now);
        assertThat(firing.isArray()).isTrue();
        var alert = firing.path(0);
        assertThat(names(alert)).containsExactlyInAnyOrder("labels", "annotations", "startsAt", "endsAt");
        assertThat(alert.path("labels").path("alertname").asText()).isEqualTo("KintsugiFailure");
        assertThat(names(alert.path("labels"))).allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
        assertThat(names(alert.path("annotations"))).allMatch(name -> name.matches("[a-zA-Z_][a-zA-Z0-9_]*"));
        for (var values : List.of(alert.path("labels"), alert.path("annotations"))) {
            assertThat(values).allMatch(JsonNode::isTextual);
        }
        assertThat(alert.path("labels")).isEqualTo(over.path(0).path("labels"));
        assertThat(Instant.parse(alert.path("startsAt").asText())).isEqualTo(BEGIN);
        assertThat(Instant.parse(alert.path("endsAt").asText())).isEqualTo(now.plusSeconds(240));
        assertThat(Instant.parse(over.path(0).path("endsAt").asText())).isEqualTo(END);
    }

    @ParameterizedTest
    @CsvSource({"120,120", "0,0", "999999999,3600", "soon,", "'Mon, 30 Nov 2026 04:33:00 GMT',60", "-1,"})
    void retryAfterIsSecondsOrADateAndAtMostAnHour(String header, Long seconds) {
        assertThat(RetryAfter.of(header, BEGIN).map(Duration::toSeconds).orElse(null))
                .isEqualTo(seconds);
    }

    @Test
    void longTextsAreCutBetweenCharacters() {
        assertThat(Text.cut("ab😀c", 4)).isEqualTo("ab…");
        assertThat(Text.cut("abcd", 4)).isEqualTo("abcd");
        assertThat(Text.line("a\r\nBcc: b")).isEqualTo("a Bcc: b");
    }

    private static Set<String> names(JsonNode node) {
        var names = new TreeSet<String>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
