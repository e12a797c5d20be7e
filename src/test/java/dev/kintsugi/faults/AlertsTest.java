package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real failures of a running service become alerts at real receivers. */
@QuarkusTest
@TestProfile(CustomStrategiesTest.Asked.class)
class AlertsTest {

    private static final String KEY = "failure:vram_exhaustion:shapes-diffusion";

    @BeforeEach
    void quieten() throws IOException {
        soon().until(() -> firing().stream().noneMatch(KEY::equals));
        soon().until(() ->
                channels().stream().allMatch(one -> one.get("waiting").equals(0)));
        for (var channel : List.of("webhook", "pagerduty", "alertmanager")) {
            AlertReceivers.clear(channel);
        }
        Advisers.webhookSays("500");
    }

    @AfterEach
    void rest() throws IOException {
        AlertReceivers.setBroken("webhook", false);
        soon().until(() -> channels().stream().allMatch(one -> one.get("problem") == null));
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @Test
    void manyEqualFailuresAreOneAlertAtEachReceiverThatEndsWhenNoneComesAnyMore() throws IOException {
        var mails = delivered("email");
        for (int i = 0; i < 4; i++) {
            fail();
        }
        soon().until(() -> ofFailure("webhook").stream()
                .anyMatch(sent -> sent.at("/alert/state").asText().equals("resolved")));
        // Once more if it got worse, which failures do that keep coming.
        assertThat(ofFailure("webhook"))
                .extracting(sent -> sent.at("/alert/state").asText() + " "
                        + sent.at("/alert/severity").asText())
                .doesNotHaveDuplicates()
                .hasSizeBetween(2, 3)
                .last()
                .asString()
                .startsWith("resolved");
        var begin = ofFailure("webhook").getFirst().path("alert");
        assertThat(begin.path("state").asText()).isEqualTo("firing");
        assertThat(begin.path("source").asText()).isEqualTo("test-host");
        assertThat(begin.path("facts").path("outcome").asText()).isEqualTo("failed");
        assertThat(begin.path("facts").path("job").asText()).isNotEmpty();
        var end = ofFailure("webhook").getLast().path("alert");
        assertThat(end.path("state").asText()).isEqualTo("resolved");
        assertThat(end.path("facts").path("count").asInt()).isGreaterThanOrEqualTo(4);
        soon().until(() -> ofFailure("pagerduty").size() == ofFailure("webhook").size());
        assertThat(ofFailure("pagerduty"))
                .extracting(event -> event.path("event_action").asText())
                .startsWith("trigger")
                .endsWith("resolve");
        soon().until(() -> ofFailure("alertmanager").size() >= 2);
        soon().until(() -> delivered("email") >= mails + 2);
        assertThat(resolved()).contains(KEY);
    }

    @Test
    void aSpikeIsToldOnceThoughItIsOfBadRequestsOnly() throws IOException {
        for (int i = 0; i < 12; i++) {
            given().contentType("application/json")
                    .body("{\"prompt\": 1}")
                    .post("/v1/jobs")
                    .then()
                    .statusCode(422);
        }
        soon().until(() -> firing().contains("spike:invalid_parameters"));
        soon().until(() -> AlertReceivers.got("webhook").stream()
                .anyMatch(one -> one.at("/alert/key").asText().equals("spike:invalid_parameters")));
        for (int i = 0; i < 3; i++) {
            given().body("{").contentType("application/json").post("/v1/jobs");
        }
        fail();
        soon().until(() -> isOver("webhook") && isOver("pagerduty")); // which is told after the spike
        assertThat(AlertReceivers.got("webhook"))
                .filteredOn(one -> one.at("/alert/key").asText().equals("spike:invalid_parameters"))
                .hasSize(1);
        assertThat(AlertReceivers.got("pagerduty"))
                .noneMatch(one -> one.toString().contains("invalid_parameters"));
    }

    @Test
    void aReceiverThatDoesNotTakeThemShowsInTheStatusAndHoldsUpNoRequest() throws IOException {
        AlertReceivers.setBroken("webhook", true);
        fail();
        soon().until(() ->
                given().get("/v1/status").jsonPath().getBoolean("features.find { it.name == 'alerts' }.degraded"));
        assertThat(given().get("/v1/status")
                        .jsonPath()
                        .getString("features.find { it.name == 'alerts' }.causes[0].problem"))
                .isEqualTo("webhook does not take alerts: it answered 503");
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .body(Matchers.containsString("kintsugi_alert_deliveries_total{channel=\"webhook\",result=\"failed\"}"))
                .body(Matchers.containsString("kintsugi_alerts_firing "))
                .body(Matchers.containsString("kintsugi_alerts_held_back_total "));
        assertThat(ofFailure("pagerduty")).isNotEmpty();
        AlertReceivers.setBroken("webhook", false);
        soon().until(() ->
                !given().get("/v1/status").jsonPath().getBoolean("features.find { it.name == 'alerts' }.degraded"));
    }

    @Test
    void secretsAreNotShown() {
        given().get("/admin/alerts")
                .then()
                .statusCode(200)
                .body("channels.name", Matchers.contains("webhook", "pagerduty", "alertmanager", "email"))
                .body(not(Matchers.containsString(AlertReceivers.SECRET)))
                .body(not(Matchers.containsString("0123456789abcdef")));
    }

    /** Too large for the memory that there is. */
    private static void fail() {
        Drawing.of("a red star")
                .with("size", "512x512")
                .with("steps", 5)
                .with("recovery", "retry")
                .send()
                .then()
                .statusCode(507);
    }

    private static List<JsonNode> ofFailure(String channel) throws IOException {
        return AlertReceivers.got(channel).stream()
                .filter(one -> one.toString().contains("vram_exhaustion")
                        && !one.toString().contains("pike"))
                .toList();
    }

    private static boolean isOver(String channel) throws IOException {
        return ofFailure(channel).stream()
                .anyMatch(one -> one.at("/alert/state").asText().equals("resolved")
                        || one.path("event_action").asText().equals("resolve"));
    }

    private static List<String> firing() {
        return given().get("/admin/alerts").jsonPath().getList("firing.key");
    }

    private static List<String> resolved() {
        return given().get("/admin/alerts").jsonPath().getList("resolved.key");
    }

    private static List<Map<String, Object>> channels() {
        return given().get("/admin/alerts").jsonPath().getList("channels");
    }

    private static int delivered(String channel) {
        return channels().stream()
                .filter(one -> one.get("name").equals(channel))
                .mapToInt(one -> (Integer) one.get("delivered"))
                .sum();
    }

    private static ConditionFactory soon() {
        return Awaitility.await().atMost(Duration.ofSeconds(40)).pollInterval(Duration.ofMillis(100));
    }
}
