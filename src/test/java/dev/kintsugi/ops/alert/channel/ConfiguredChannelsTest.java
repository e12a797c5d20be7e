package dev.kintsugi.ops.alert.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.kintsugi.recovery.failure.Severity;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredChannelsTest {

    private static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";

    private static Vertx vertx;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Test
    void thereAreNoneUnlessTheyAreConfigured() {
        assertThat(Configured.channels(vertx, Map.of())).isEmpty();
    }

    @Test
    void eachIsThereThatHasAnAddress() {
        assertThat(Configured.channels(
                        vertx,
                        Map.of(
                                "webhook.url", "https://hooks.slack.com/services/T0/B0/x",
                                "pagerduty.routing-key", ROUTING_KEY,
                                "alertmanager.url", "http://alertmanager:9093/",
                                "email.host", "mail.example.org",
                                "email.from", "kintsugi@example.org",
                                "email.to", "a@example.org,b@example.org")))
                .extracting(Channel::name)
                .containsExactly("webhook", "pagerduty", "alertmanager", "email");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            webhook.url=hooks.slack.com/secret              | kintsugi.alerts.webhook.url must be an address with http or https
            webhook.url=http://se cret                      | kintsugi.alerts.webhook.url must be an address with http or https
            webhook.url=http://secret:99999/secret          | kintsugi.alerts.webhook.url must be an address with http or https
            webhook.url=ftp://secret/                       | kintsugi.alerts.webhook.url must be an address with http or https
            alertmanager.url=http://me:secret@host          | kintsugi.alerts.alertmanager.url must be an address with http or https, and without a user
            pagerduty.routing-key=secret                    | kintsugi.alerts.pagerduty.routing-key must be 32 letters and digits
            email.host=mail email.from=secret email.to=a@b  | kintsugi.alerts.email.from must be a mail address
            email.host=mail email.from=a@b                  | kintsugi.alerts.email.to must have at least one mail address
            email.host=mail email.from=a@b email.to=secret  | kintsugi.alerts.email.to must be mail addresses
            email.host=mail email.from=a@b email.to=a@b email.password=secret | kintsugi.alerts.email.username and
            email.to=secret@b                               | kintsugi.alerts.email.host must be set
            """)
    void aWrongSettingIsToldInOneLineWithoutItsValue(String settings, String line) {
        var set = Stream.of(settings.split(" (?=\\S+=)"))
                .map(one -> one.split("=", 2))
                .collect(Collectors.toMap(one -> one[0], one -> one[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Configured.channels(vertx, set))
                .withMessageStartingWith(line)
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void anAuthorizationOfTwoLinesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Configured.channels(
                        vertx, Map.of("webhook.url", "http://host", "webhook.authorization", "secret\nX: y")))
                .withMessage("kintsugi.alerts.webhook.authorization must be one line");
    }

    @Test
    void pagesArePeoplesSleepSoThatOnlyWhatIsHighGoesThere() {
        var pagerDuty = Configured.channels(vertx, Map.of("pagerduty.routing-key", ROUTING_KEY))
                .getFirst();
        assertThat(pagerDuty.takes(SomeAlerts.firing("m", Severity.MEDIUM))).isFalse();
        assertThat(pagerDuty.takes(SomeAlerts.firing("m", Severity.HIGH))).isTrue();
    }
}
