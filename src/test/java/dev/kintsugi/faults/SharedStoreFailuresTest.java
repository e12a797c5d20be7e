package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.realtime.StreamClient;
import dev.kintsugi.store.sql.PostgresServer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.lang.management.ManagementFactory;
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
            return Map.ofEntries(
                    Map.entry("kintsugi.store.kind", "postgresql"),
                    Map.entry("kintsugi.store.postgresql.url", database),
                    Map.entry("kintsugi.store.postgresql.username", "postgres"),
                    Map.entry("kintsugi.store.postgresql.password", "postgres"),
                    Map.entry("kintsugi.features.first-pause", "200ms"),
                    Map.entry("kintsugi.features.longest-pause", "400ms"),
                    Map.entry("kintsugi.device.concurrency", "1"),
                    Map.entry("kintsugi.jobs.lease", "2s"),
                    Map.entry("kintsugi.jobs.heartbeat", "1s"),
                    Map.entry("kintsugi.faults.enabled", "true"),
                    Map.entry("kintsugi.result-cache.bytes", "0"),
                    Map.entry("kintsugi.home", "target/test-home-shared-store"));
        }
    }

    @BeforeEach
    @AfterEach
    void open() throws Exception {
        PostgresServer.open(url(), true);
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
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
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        given().get("/v1/jobs").jsonPath().getList("jobs.id").contains(job)
                                && given().get("/v1/status")
                                        .jsonPath()
                                        .getString("status")
                                        .equals("healthy"));
    }

    @Test
    void aJobThatWasWrittenThoughNobodyHeardOfThatIsDrawn() throws Exception {
        var running = submitted("256x256", 100);
        var waiting = submitted("64x64", 2);
        var unheard = "job_" + "7".repeat(32);
        PostgresServer.execute(
                url(),
                "insert into job (id, principal, priority, model, state, attempt, owner, lease_until, bytes, accepted, status)"
                        + " select '" + unheard + "', principal, priority, model, state, attempt, owner, 0, bytes,"
                        + " accepted, status from job where id = '" + waiting + "' and state = 'queued'");
        assertThat(state(unheard)).isEqualTo("queued");
        given().delete("/v1/jobs/" + running).then().statusCode(204);
        Awaitility.await("it is found").atMost(Duration.ofSeconds(60)).until(() -> "completed".equals(state(unheard)));
    }

    private static String submitted(String size, int steps) {
        return given().contentType("application/json")
                .body(Map.of("prompt", "a red star", "size", size, "steps", steps))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
    }

    private static String state(String job) {
        return given().get("/v1/jobs/" + job).jsonPath().getString("state");
    }

    @Test
    void aJobThatRunsMeanwhileIsKeptOnceItCanBe() throws Exception {
        var job = submitted("128x128", 40);
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

    /** On an event loop, whence what is tried again comes, no database lets itself be used: see LateDatabase. */
    @Test
    void whatCannotBeKeptAtOnceIsKeptAtALaterTry() throws Exception {
        var job = submitted("128x128", 40);
        Awaitility.await().until(() -> state(job).equals("running"));
        given().contentType("application/json")
                .body(Map.of("boundary", "store", "kind", "read_only", "count", 1000))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        Awaitility.await("a picture is held")
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        given().get("/v1/status").asString().contains("artifacts cannot be written to their store"));
        given().delete("/admin/faults").then().statusCode(204);
        Awaitility.await().until(() -> state(job).equals("completed"));
        assertThat(StreamClient.storyOf(job))
                .filteredOn(event -> event.path("type").asText().equals("job.started"))
                .as("drawn once")
                .hasSize(1);
    }

    /** It accepts connections, as the kernel does that for it, and answers nothing. */
    @Test
    void aServerThatHangsHoldsUpNobodyForLong() throws Exception {
        var threads = ManagementFactory.getThreadMXBean();
        submitted("64x64", 2);
        var before = threads.getThreadCount();
        var most = 0;
        PostgresServer.freeze(true);
        try {
            for (int round = 0; round < 4; round++) {
                var answer = Drawing.of("a small red star")
                        .with("size", "64x64")
                        .with("steps", 4)
                        .draw();
                assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("state_save_failed");
                var asked = System.nanoTime();
                given().get("/v1/status").then().statusCode(200);
                given().get("/q/health/ready").then().statusCode(200);
                given().get("/q/health/live").then().statusCode(200);
                given().get("/v1/jobs").then().statusCode(503);
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
                most = Math.max(most, threads.getThreadCount() - before);
            }
            assertThat(given().get("/v1/status").asString()).contains("job_store");
        } finally {
            PostgresServer.freeze(false);
        }
        assertThat(most).as("threads that wait for it").isLessThan(30);
        Awaitility.await("it heals by itself")
                .atMost(Duration.ofSeconds(60))
                .until(() -> given().get("/v1/jobs").statusCode() == 200);
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            var next = submitted("64x64", 2);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> "completed".equals(state(next)));
            return true;
        });
    }

    @Test
    void faultsOnPurposeAreRealOnes() {
        given().contentType("application/json")
                .body(Map.of("boundary", "store", "kind", "read_only", "count", 1000))
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
