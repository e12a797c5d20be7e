package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.realtime.StreamClient;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What jobs tell and what they made, by plain HTTP: followed from any event on, and fetched in parts. */
@QuarkusTest
@TestProfile(JobsFixture.OneWorker.class)
class JobEventsTest {

    @TestHTTPResource
    URI url;

    private static final Map<String, Object> SMALL =
            Map.of("prompt", "a red star", "size", "64x64", "steps", 4, "seed", 7);
    private static final Map<String, Object> LONG =
            Map.of("prompt", "a red star", "size", "256x256", "steps", 100, "seed", 7);

    private final List<String> begun = new ArrayList<>();

    @Test
    void isFollowedFromAnyEventOnToTheLast() throws Exception {
        var id = submission(SMALL)
                .header("Prefer", "wait=60")
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
        var all = events(id, null);
        var socket = StreamClient.storyOf(id);
        assertThat(all).hasSameSizeAs(socket);
        for (int i = 0; i < all.size(); i++) {
            assertThat(all.get(i).get("id")).isEqualTo(socket.get(i).path("seq").asText());
            assertThat(all.get(i).get("event"))
                    .isEqualTo(socket.get(i).path("type").asText());
            assertThat(new ObjectMapper().readTree(all.get(i).get("data")))
                    .isEqualTo(socket.get(i).path("data"));
        }
        var known = all.get(2).get("id");
        assertThat(events(id, known)).isEqualTo(all.subList(3, all.size()));
        given().header("Last-Event-ID", all.getLast().get("id"))
                .get("/v1/jobs/" + id + "/events")
                .then()
                .statusCode(204);
    }

    @Test
    void isFollowedWhileItHappens() throws Exception {
        var id = submission(LONG).post("/v1/jobs").jsonPath().getString("id");
        begun.add(id);
        var request = HttpRequest.newBuilder(url.resolve("/v1/jobs/" + id + "/events"))
                .header("Accept", "text/event-stream")
                .build();
        try (var client = HttpClient.newHttpClient()) {
            var lines = client.send(request, BodyHandlers.ofLines()).body().iterator();
            var heard = new ArrayList<String>();
            while (!heard.contains("event: job.progress")) {
                heard.add(lines.next());
            }
            assertThat(state(id)).isEqualTo("running");
            given().delete("/v1/jobs/" + id).then().statusCode(204);
            while (lines.hasNext()) {
                heard.add(lines.next());
            }
            assertThat(heard).contains("event: job.failed").contains("retry: 2000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "1e3"})
    void whatIsNoNumberOfAnEventIsRefused(String last) {
        var id = submission(SMALL)
                .header("Prefer", "wait=60")
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
        given().header("Last-Event-ID", last)
                .get("/v1/jobs/" + id + "/events")
                .then()
                .statusCode(422)
                .body("field_errors[0].field", equalTo("Last-Event-ID"));
        given().get("/v1/jobs/job_00000000000000000000000000000000/events")
                .then()
                .statusCode(404);
    }

    @Test
    void aPictureIsFetchedInPartsAndNotAgainWhereItIsKnown() {
        var answer = submission(SMALL).header("Prefer", "wait=60").post("/v1/jobs");
        var path = answer.jsonPath().getString("artifacts[0]");
        var whole = given().get(path).then().statusCode(200).header("Accept-Ranges", "bytes");
        var tag = whole.extract().header("ETag");
        var content = whole.extract().asByteArray();
        given().header("If-None-Match", "W/\"x\", " + tag).get(path).then().statusCode(304);
        var part = given().header("Range", "bytes=10-19")
                .get(path)
                .then()
                .statusCode(206)
                .header("Content-Range", "bytes 10-19/" + content.length)
                .extract()
                .asByteArray();
        assertThat(part).isEqualTo(Arrays.copyOfRange(content, 10, 20));
        given().header("Range", "bytes=" + content.length + "-")
                .get(path)
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */" + content.length);
        given().header("Range", "bytes=0-1")
                .header("If-Range", "\"another\"")
                .get(path)
                .then()
                .statusCode(200);
        given().head(path)
                .then()
                .statusCode(200)
                .header("ETag", tag)
                .header("Content-Length", String.valueOf(content.length));
    }

    private List<Map<String, String>> events(String job, String last) {
        var call = given().accept("text/event-stream");
        var text = (last == null ? call : call.header("Last-Event-ID", last))
                .get("/v1/jobs/" + job + "/events")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        return Arrays.stream(text.split("\n\n"))
                .filter(frame -> frame.startsWith("id:"))
                .map(frame -> {
                    var fields = new java.util.HashMap<String, String>();
                    frame.lines()
                            .forEach(line -> fields.put(
                                    line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 2)));
                    return (Map<String, String>) fields;
                })
                .toList();
    }

    private static String state(String job) {
        return given().get("/v1/jobs/" + job).jsonPath().getString("state");
    }

    private static RequestSpecification submission(Map<String, Object> body) {
        return given().contentType("application/json").body(body);
    }
}
