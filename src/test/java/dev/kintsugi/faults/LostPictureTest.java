package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A picture whose file is lost or damaged is computed again, the very same, and kept. */
@QuarkusTest
@TestProfile(LostPictureTest.Own.class)
class LostPictureTest {

    private static final Path HOME = Path.of("target/test-home-lost-picture").toAbsolutePath();

    /** A home in which a test may damage what it likes. */
    public static class Own implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", HOME.toString(),
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.device.concurrency", "1",
                    "kintsugi.jobs.queue", "2");
        }
    }

    @Test
    void isDrawnAgainForWhoFetchesItAndKept() throws Exception {
        var answer = draw("any", 21, UUID.randomUUID());
        var file = onlyFile();
        var whole = Files.readAllBytes(file);
        var damaged = whole.clone();
        damaged[damaged.length / 2] ^= 1;
        Files.write(file, damaged);
        var path = "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
        var repaired = given().get(path).then().statusCode(200).header("Kintsugi-Repaired", "regenerated");
        assertThat(repaired.extract().asByteArray()).isEqualTo(whole);
        assertThat(file).hasBinaryContent(whole);
        assertThat(given().get(path).then().statusCode(200).extract().header("Kintsugi-Repaired"))
                .isNull();
    }

    @Test
    void isDrawnAgainForWhoAsksTheSameOnceMoreAndTheAnswerSaysSo() throws Exception {
        var key = UUID.randomUUID();
        var first = draw("any", 22, key);
        assertThat(first.getList("kintsugi.warnings")).isEmpty();
        Files.delete(onlyFile());
        var again = draw("any", 22, key);
        assertThat(again.getString("data[0].b64_json")).isEqualTo(first.getString("data[0].b64_json"));
        assertThat(again.getString("kintsugi.job")).isEqualTo(first.getString("kintsugi.job"));
        assertThat(again.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("computed again"));
        assertThat(draw("any", 22, key).getList("kintsugi.warnings"))
                .as("now it is kept")
                .isEmpty();
    }

    @Test
    void isTheSameForAllWhoComeAtTheSameTime() throws Exception {
        var answer = draw("any", 23, UUID.randomUUID());
        Files.delete(onlyFile());
        var path = "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = IntStream.range(0, 8)
                    .mapToObj(_ -> clients.submit(() -> given().get(path).asByteArray()))
                    .toList();
            for (var one : all) {
                assertThat(one.get()).isEqualTo(Drawing.png(answer));
            }
        }
    }

    @Test
    void isToldWhereTheCallerWantsNoRepairs() throws Exception {
        var key = UUID.randomUUID();
        var first = draw("none", 24, key);
        Files.delete(onlyFile());
        ask("none", 24, key)
                .then()
                .statusCode(503)
                .body("error.code", equalTo("state_load_failed"))
                .body("error.message", containsString("not kept any more"));
        given().get("/v1/jobs/" + first.getString("kintsugi.job") + "/artifacts/0.png")
                .then()
                .statusCode(404);
        try (var client = StreamClient.greeted()) {
            client.say("{'type':'subscribe','job':'" + first.getString("kintsugi.job") + "'}");
            var error = client.until("error").getLast();
            assertThat(error.path("job").asText()).isEqualTo(first.getString("kintsugi.job"));
            assertThat(error.at("/data/code").asText()).isEqualTo("state_load_failed");
        }
        var path = "/v1/jobs/" + first.getString("kintsugi.job") + "/events";
        var events = given().get(path).then().statusCode(200).extract().asString();
        assertThat(events).contains("event: stream.closed").contains("\"code\":\"state_load_failed\"");
        var last = events.substring(events.lastIndexOf("id: ") + 4)
                .lines()
                .findFirst()
                .orElseThrow();
        given().header("Last-Event-ID", last).get(path).then().statusCode(204);
    }

    @Test
    void itIsDrawnAgainWhenItIsItsTurnAndNotIfTooMuchWaits() throws Exception {
        var answer = draw("any", 25, UUID.randomUUID());
        Files.delete(onlyFile());
        var path = "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
        var running = submit(1);
        Awaitility.await().until(() -> running(running));
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var picture = clients.submit(() -> given().get(path).asByteArray());
            Awaitility.await("it waits like any other")
                    .until(() -> given().get("/v1/status").jsonPath().getInt("queue.waiting") == 1);
            assertThat(running(running)).isTrue();
            var waiting = submit(2);
            given().delete("/v1/jobs/" + running).then().statusCode(204);
            assertThat(picture.get()).isEqualTo(Drawing.png(answer));
            given().delete("/v1/jobs/" + waiting).then().statusCode(204);
        }
    }

    @Test
    void isNotDrawnAgainWhileTooMuchWaitsButLater() throws Exception {
        var answer = draw("any", 26, UUID.randomUUID());
        Files.delete(onlyFile());
        var path = "/v1/jobs/" + answer.getString("kintsugi.job") + "/artifacts/0.png";
        var full = List.of(submit(3), submit(4), submit(5));
        given().get(path).then().statusCode(503).body("code", equalTo("model_overloaded"));
        full.forEach(job -> given().delete("/v1/jobs/" + job).then().statusCode(204));
        Awaitility.await()
                .untilAsserted(() -> assertThat(given().get(path).asByteArray()).isEqualTo(Drawing.png(answer)));
    }

    private static String submit(int seed) {
        return given().contentType("application/json")
                .body(Map.of("prompt", "a red star", "size", "512x512", "steps", 100, "seed", seed))
                .post("/v1/jobs")
                .then()
                .statusCode(202)
                .extract()
                .jsonPath()
                .getString("id");
    }

    private static boolean running(String job) {
        return given().get("/v1/jobs/" + job).jsonPath().getString("state").equals("running");
    }

    @BeforeEach
    void forgetAllPictures() throws IOException {
        for (var file : files()) {
            Files.delete(file);
        }
    }

    private static JsonPath draw(String recovery, int seed, UUID key) {
        return ask(recovery, seed, key).then().statusCode(200).extract().jsonPath();
    }

    private static Response ask(String recovery, int seed, UUID key) {
        return given().contentType("application/json")
                .header("Idempotency-Key", "\"" + key + "\"")
                .body(Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "seed", seed, "recovery", recovery))
                .post("/v1/images/generations");
    }

    private static Path onlyFile() throws IOException {
        var files = files();
        assertThat(files).hasSize(1);
        return files.getFirst();
    }

    private static List<Path> files() throws IOException {
        var folder = HOME.resolve("artifacts");
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (var all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
