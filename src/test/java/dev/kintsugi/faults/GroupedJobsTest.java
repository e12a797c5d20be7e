package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.kintsugi.ServiceHome;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Jobs that wait and are alike are computed together by one worker: each is what it would be alone, and has its own end. */
@QuarkusTest
@TestProfile(GroupedJobsTest.OneWorker.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupedJobsTest {

    /** One worker, so that the others wait. */
    public static class OneWorker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", "target/test-home-grouped",
                    "kintsugi.faults.enabled", "true",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.device.concurrency", "1");
        }
    }

    private static final int STEPS = 30;
    private static final int LONG = 90;
    private static final List<String> PROMPTS =
            List.of("a red star", "a blue circle", "a green square", "a yellow ring");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static boolean known;
    private String blocker = "";

    @BeforeEach
    void knowHowLongOneTakes() {
        given().delete("/admin/faults").then().statusCode(204);
        if (!known) {
            for (int i = 0; i < 5; i++) {
                alone(0);
            }
            known = true;
        }
        blocker = submit(Map.of("prompt", "a red star", "size", "768x768", "steps", 100));
        Awaitility.await().atMost(PATIENCE).until(() -> state(blocker).equals("running"));
    }

    @AfterEach
    void leaveNothing() {
        given().delete("/admin/faults").then().statusCode(204);
        Awaitility.await().atMost(PATIENCE).until(ServiceHome::isAtRest);
    }

    /** The first group is made in any case; whether others are depends on how long it took. */
    @Test
    @Order(1)
    void givesTheSamePicturesAsAloneAndTheirOwnEvents() throws Exception {
        var jobs = together();
        var stories = new ArrayList<List<JsonNode>>();
        for (var job : jobs) {
            stories.add(StreamClient.storyOf(job));
        }
        for (int i = 0; i < jobs.size(); i++) {
            assertThat(picture(jobs.get(i))).isEqualTo(alone(i));
            assertThat(steps(stories.get(i))).isSorted().contains(1, STEPS);
            assertThat(trail(jobs.get(i))).isEmpty();
        }
        assertThat(at(stories.get(1), 1)).isBefore(at(stories.get(0), STEPS));
    }

    /** Where steps at different times are computed in one run, too; as long as it was not slower when it was measured last. */
    @Test
    @Order(2)
    void oneThatComesLaterIsComputedWithOneThatRunsAlready() throws Exception {
        given().delete("/v1/jobs/" + blocker).then().statusCode(204);
        var joined = false;
        for (int i = 0; !joined && i < 10; i++) {
            joined = isJoined();
        }
        assertThat(joined).isTrue();
    }

    private static boolean isJoined() throws Exception {
        Awaitility.await().atMost(PATIENCE).until(ServiceHome::isAtRest);
        var first = submit(body(0, LONG));
        try (var client = StreamClient.greeted()) {
            client.say("{'type':'subscribe','job':'" + first + "','after':0}");
            client.until(event -> event.at("/data/step").asInt() >= LONG / 4);
        }
        var second = submit(body(1, LONG));
        assertThat(picture(first)).isEqualTo(alone(0, LONG));
        assertThat(picture(second)).isEqualTo(alone(1, LONG));
        var story = StreamClient.storyOf(second);
        assertThat(steps(story)).isSorted().contains(1, LONG);
        return at(story, 1).isBefore(at(StreamClient.storyOf(first), LONG));
    }

    @Test
    void clientsThatGoAwayLeaveTheOthersAndNothingBehind() throws Exception {
        given().delete("/v1/jobs/" + blocker).then().statusCode(204);
        var threads = Executors.newCachedThreadPool();
        try {
            var staying = IntStream.range(0, PROMPTS.size())
                    .mapToObj(i -> threads.submit(() -> drawn(i, STEPS)))
                    .toList();
            for (int i = 0; i < 12; i++) {
                leaveAfter(50L * i, body(i % PROMPTS.size(), STEPS));
            }
            var pictures = new ArrayList<byte[]>();
            for (var picture : staying) {
                pictures.add(picture.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
            Awaitility.await().atMost(PATIENCE).until(ServiceHome::isAtRest);
            for (int i = 0; i < pictures.size(); i++) {
                assertThat(pictures.get(i)).isEqualTo(alone(i));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** Asks for a picture and closes the connection without an answer. */
    private static void leaveAfter(long millis, Map<String, Object> body) throws IOException, InterruptedException {
        var content = JsonMapper.builder().build().writeValueAsString(body);
        try (var socket = new Socket("localhost", RestAssured.port)) {
            var request =
                    "POST /v1/images/generations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + content.length() + "\r\n\r\n" + content;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Thread.sleep(millis);
        }
    }

    @Test
    void oneThatIsCancelledLeavesTheOthers() {
        var jobs = together();
        given().delete("/v1/jobs/" + jobs.get(1)).then().statusCode(204);
        Awaitility.await().atMost(PATIENCE).until(() -> state(jobs.get(1)).equals("cancelled"));
        for (int i : new int[] {0, 2, 3}) {
            assertThat(picture(jobs.get(i))).isEqualTo(alone(i));
            assertThat(trail(jobs.get(i))).isEmpty();
        }
    }

    @Test
    void oneThatFailsRecoversAndLeavesTheOthers() {
        given().contentType("application/json")
                .body(Map.of(
                        "boundary",
                        "session_run",
                        "kind",
                        "operator_error",
                        "matcher",
                        Map.of("phase", "denoise", "prompt", PROMPTS.get(1))))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        var jobs = together();
        for (int i = 0; i < jobs.size(); i++) {
            assertThat(picture(jobs.get(i))).isEqualTo(alone(i));
            assertThat(trail(jobs.get(i)).isEmpty()).isEqualTo(i != 1);
        }
    }

    /** Jobs that waited when the worker became free. */
    private List<String> together() {
        var jobs = new ArrayList<String>();
        for (int i = 0; i < PROMPTS.size(); i++) {
            jobs.add(submit(body(i)));
        }
        given().delete("/v1/jobs/" + blocker).then().statusCode(204);
        return jobs;
    }

    private static Map<String, Object> body(int i) {
        return body(i, STEPS);
    }

    private static Map<String, Object> body(int i, int steps) {
        return Map.of("prompt", PROMPTS.get(i), "size", "128x128", "steps", steps, "seed", 100 + i);
    }

    private static byte[] alone(int i) {
        return alone(i, STEPS);
    }

    private static byte[] alone(int i, int steps) {
        Awaitility.await().atMost(PATIENCE).until(ServiceHome::isAtRest);
        return drawn(i, steps);
    }

    private static byte[] drawn(int i, int steps) {
        var drawing = Drawing.of(PROMPTS.get(i));
        body(i, steps).forEach(drawing::with);
        return Drawing.png(drawing.draw());
    }

    private static String submit(Map<String, Object> body) {
        return given().contentType("application/json")
                .body(body)
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

    private static List<Object> trail(String job) {
        return given().get("/v1/jobs/" + job).jsonPath().getList("trail");
    }

    private static byte[] picture(String job) {
        Awaitility.await().atMost(PATIENCE).until(() -> state(job).equals("completed"));
        return given().get(given().get("/v1/jobs/" + job).jsonPath().getString("artifacts[0]"))
                .asByteArray();
    }

    private static List<Integer> steps(List<JsonNode> story) {
        return story.stream()
                .filter(event -> event.at("/data").has("step"))
                .map(event -> event.at("/data/step").asInt())
                .toList();
    }

    private static Instant at(List<JsonNode> story, int step) {
        return story.stream()
                .filter(event -> event.at("/data/step").asInt() == step)
                .map(event -> Instant.parse(event.path("at").asText()))
                .findFirst()
                .orElseThrow();
    }
}
