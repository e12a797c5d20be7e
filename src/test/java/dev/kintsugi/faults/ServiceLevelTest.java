package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Under load pictures are drawn in fewer steps, which is said; afterwards as they are asked for. */
@QuarkusTest
@TestProfile(ServiceLevelTest.ShortQueue.class)
class ServiceLevelTest {

    /** A queue that a few requests fill, and a load that is looked at often. */
    public static class ShortQueue implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", "target/test-home-level",
                    "kintsugi.jobs.queue", "10",
                    "kintsugi.device.concurrency", "1",
                    "kintsugi.load.every", "100ms",
                    "kintsugi.load.weight", "0.5",
                    "kintsugi.load.dwell", "1s");
        }
    }

    @AfterEach
    void followTheLoad() {
        set("auto").statusCode(200);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
    }

    @Test
    void fewerStepsAreDrawnAtALowerLevelAndTheAnswerSaysSo() {
        set("reduced").statusCode(200).body("level", equalTo("reduced")).body("pinned", equalTo(true));
        var answer = drawing(20).draw();
        assertThat(answer.getInt("kintsugi.steps")).isEqualTo(14);
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("steps");
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("graceful_degradation");
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("model_overloaded");
        assertThat(answer.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("level reduced"));
        set("minimal").statusCode(200);
        assertThat(drawing(40).draw().getInt("kintsugi.steps")).isEqualTo(16);
        assertThat(drawing(20).draw().getInt("kintsugi.steps"))
                .as("never under ten")
                .isEqualTo(10);
        assertThat(drawing(6).draw().getInt("kintsugi.steps"))
                .as("never more than asked for")
                .isEqualTo(6);
        assertThat(ServiceHome.metric("kintsugi_service_level")).isEqualTo(2);
    }

    @Test
    void aCallerWhoAllowsNoLossGetsAllSteps() {
        set("minimal").statusCode(200);
        var answer = drawing(20).with("max_degradation", 0).draw();
        assertThat(answer.getInt("kintsugi.steps")).isEqualTo(20);
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
        assertThat(drawing(20).with("recovery", "none").draw().getInt("kintsugi.steps"))
                .isEqualTo(20);
    }

    @Test
    void aFullQueueLowersTheLevelAndAnEmptyOneRaisesIt() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var asked = IntStream.range(0, 11)
                    .mapToObj(_ -> clients.submit(
                            () -> drawing(60).with("size", "256x256").send()))
                    .toList();
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !level().equals("full"));
            for (var one : asked) {
                one.cancel(true);
            }
        }
        Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> level().equals("full"));
        assertThat(drawing(12).draw().getInt("kintsugi.steps")).isEqualTo(12);
    }

    @Test
    void whatIsNoLevelIsRefused() {
        set("superb").statusCode(422).body("field_errors[0].field", equalTo("level"));
        given().contentType("application/json").put("/admin/levels").then().statusCode(422);
    }

    private static String level() {
        return given().get("/admin/levels").jsonPath().getString("level");
    }

    private static io.restassured.response.ValidatableResponse set(String level) {
        return given().contentType("application/json")
                .body("{\"level\":\"" + level + "\"}")
                .put("/admin/levels")
                .then();
    }

    private static Drawing drawing(int steps) {
        return Drawing.of("a red star").with("size", "64x64").with("steps", steps);
    }
}
