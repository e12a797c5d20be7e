package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.realtime.StreamClient;
import dev.kintsugi.store.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A PostgreSQL that sends everybody away for a while. */
@QuarkusTest
@TestProfile(SharedStoreFailuresTest.Shared.class)
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class SharedStoreFailuresTest {

    /** A database of its own, and what failed is tried again soon. */
    public static class Shared implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String database;
            try {
                database = PostgresServer.database();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "kintsugi.store.kind", "postgresql",
                    "kintsugi.store.postgresql.url", database,
                    "kintsugi.store.postgresql.username", "postgres",
                    "kintsugi.store.postgresql.password", "postgres",
                    "kintsugi.features.first-pause", "200ms",
                    "kintsugi.features.longest-pause", "400ms",
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.kept-answers.bytes", "0",
                    "kintsugi.home", "target/test-home-shared-store");
        }
    }

    @BeforeEach
    @AfterEach
    void open() throws Exception {
        PostgresServer.open(url(), true);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        given().get("/v1/status").jsonPath().getString("status").equals("healthy"));
    }

    /** The profile was read by another class loader than the one of this class. */
    private static String url() {
        return org.eclipse.microprofile.config.ConfigProvider.getConfig()
                .getValue("kintsugi.store.postgresql.url", String.class);
    }

    @Test
    void whoWaitsIsAnsweredAllTheSameAndWhoGoesAwayIsTold() throws Exception {
        PostgresServer.open(url(), false);
        var answer = Drawing.of("a small red star")
                .with("size", "64x64")
                .with("steps", 4)
                .draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("state_save_failed");
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("graceful_degradation");
        var job = answer.getString("kintsugi.job");
        given().contentType("application/json")
                .body("{\"prompt\":\"a red star\"}")
                .post("/v1/jobs")
                .then()
                .statusCode(503)
                .body("code", equalTo("state_save_failed"));
        PostgresServer.open(url(), true);
        Awaitility.await("it is written later")
                .atMost(Duration.ofSeconds(20))
                .until(() ->
                        given().get("/v1/jobs").jsonPath().getList("jobs.id").contains(job)
                                && given().get("/v1/status")
                                        .jsonPath()
                                        .getString("status")
                                        .equals("healthy"));
    }

    @Test
    void aJobThatRunsMeanwhileIsKeptOnceItCanBe() throws Exception {
        var job = given().contentType("application/json")
                .body("{\"prompt\":\"a red star\",\"size\":\"128x128\",\"steps\":40,\"seed\":5}")
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
        try (var client =
                StreamClient.greeted(URI.create("ws://localhost:" + io.restassured.RestAssured.port + "/v1/stream"))) {
            client.say("{'type':'subscribe','job':'" + job + "','after':0}");
            client.until("job.progress");
            PostgresServer.open(url(), false);
            Awaitility.await("it is noticed")
                    .until(() -> !given().get("/v1/status")
                            .jsonPath()
                            .getString("status")
                            .equals("healthy"));
            PostgresServer.open(url(), true);
            var end = client.until("job.completed").getLast();
            assertThat(end.at("/data/images/0/b64_json").asText()).isNotEmpty();
        }
        given().get("/v1/jobs/" + job).then().body("state", equalTo("completed"));
    }

    @Test
    void faultsOnPurposeAreRealOnes() {
        given().contentType("application/json")
                .body(Map.of("boundary", "store", "kind", "read_only"))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        var answer = Drawing.of("a small red star")
                .with("size", "64x64")
                .with("steps", 4)
                .draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("state_save_failed");
        given().contentType("application/json")
                .body(Map.of("boundary", "store", "kind", "no_room"))
                .post("/admin/faults")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("kind"));
        given().delete("/admin/faults").then().statusCode(204);
    }
}
