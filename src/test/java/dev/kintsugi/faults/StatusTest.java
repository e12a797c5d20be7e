package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.matchesPattern;

import dev.kintsugi.ServiceHome;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the service is as a whole, asked for and told. */
@QuarkusTest
@TestProfile(StatusTest.Quick.class)
class StatusTest {

    private static final ModelsFolder MODELS =
            new ModelsFolder(Path.of("target/status-models").toAbsolutePath());
    private static final String FULL = "shapes-diffusion";

    /** Failures are noticed and forgotten soon. */
    public static class Quick implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.breakers.window", "4",
                    "kintsugi.breakers.delay", "2s",
                    "kintsugi.features.probe-every", "1s",
                    "kintsugi.features.first-pause", "200ms",
                    "kintsugi.features.longest-pause", "400ms",
                    "kintsugi.home", "target/test-home-status",
                    "kintsugi.models.dir", MODELS.root().toString());
        }
    }

    @BeforeEach
    @AfterEach
    void beWell() throws IOException {
        MODELS.mend(FULL);
        given().contentType("application/json")
                .body("{\"level\":\"auto\"}")
                .put("/admin/levels")
                .then()
                .statusCode(200);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Drawing.of("a red star").with("steps", 2).send();
            return status("status").equals("healthy");
        });
    }

    @Test
    void tellsWhatThereIs() {
        given().get("/v1/status")
                .then()
                .statusCode(200)
                .body("status", equalTo("healthy"))
                .body("version", matchesPattern("[0-9]+\\..+"))
                .body("level", equalTo("full"))
                .body("device", equalTo("cpu"))
                .body("queue.full", equalTo(false))
                .body("features.degraded", everyItem(equalTo(false)))
                .body("features.name", hasItem("durable_jobs"))
                .body("models.id", hasItem(FULL))
                .body("models.find { it.default }.id", equalTo(FULL))
                .body("models.state", everyItem(equalTo("available")));
        assertThat(given().get("/v1/status").jsonPath().getLong("last_hour.completed"))
                .isPositive();
    }

    @Test
    void aModelThatKeepsFailingDegradesWhatNeedsItUntilItIsMended() throws IOException {
        MODELS.makeUnusable(FULL);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Drawing.of("a red star").with("steps", 2).draw();
            return feature("text_to_image", "degraded").equals("true");
        });
        assertThat(status("status")).isEqualTo("degraded");
        assertThat(feature("text_to_image", "causes[0].dependency")).isEqualTo("default_model");
        assertThat(feature("text_to_image", "substitute")).contains("another model");
        assertThat(ServiceHome.metric("kintsugi_feature_degraded{feature=\"text_to_image\"}"))
                .isEqualTo(1);
        assertThat(given().get("/v1/status").jsonPath().getMap("last_hour.failures"))
                .isNotEmpty();
    }

    @Test
    void whoListensHearsOfEachChange() throws Exception {
        try (var client = StreamClient.greeted()) {
            client.say("{'type':'subscribe','id':'s','topic':'system'}");
            assertThat(client.next("ack").path("id").asText()).isEqualTo("s");
            assertThat(client.next("system.status").at("/data/status").asText()).isEqualTo("healthy");
            given().contentType("application/json")
                    .body("{\"level\":\"minimal\"}")
                    .put("/admin/levels")
                    .then()
                    .statusCode(200);
            var lower = client.next("system.status").path("data");
            assertThat(lower.path("level").asText()).isEqualTo("minimal");
            assertThat(lower.path("status").asText()).isEqualTo("degraded");
            client.say("{'type':'unsubscribe','id':'u','topic':'system'}");
            assertThat(client.next("ack").path("id").asText()).isEqualTo("u");
            client.say("{'type':'subscribe','topic':'weather'}");
            assertThat(client.next("error").at("/data/detail").asText()).contains("topic");
        }
    }

    private static String status(String field) {
        return given().get("/v1/status").jsonPath().getString(field);
    }

    private static String feature(String name, String field) {
        return String.valueOf(
                given().get("/v1/status").jsonPath().getString("features.find { it.name == '" + name + "' }." + field));
    }
}
