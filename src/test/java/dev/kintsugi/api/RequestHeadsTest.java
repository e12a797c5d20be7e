package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.RawCall;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the head of a request says is understood or refused; nothing in it is a fault of the service. */
@QuarkusTest
class RequestHeadsTest extends ProblemsFixture {

    private static final List<String> NONSENSE = List.of(
            "garbage", "text", "a/b/c", "/", ";q=1", "\"", "*", "image/png;q=x", "a/b,c", "%%", "=", "x/y;z=\"", ";");

    @TestHTTPResource("/")
    URI url;

    /** The head without its first line and its empty line; lines are separated by |. */
    private RawCall.Answer ask(String line, String headers, String body) throws IOException {
        try (var call = new RawCall(url)) {
            var length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
            call.send(line + "\r\n" + headers.replace("|", "\r\n") + "\r\n" + length + "\r\n" + body);
            return call.answer();
        }
    }

    private static int counted() {
        return given().get("/v1/errors/summary").jsonPath().getInt("count");
    }

    private static String picture() {
        var job = given().contentType("application/json")
                .header("Prefer", "wait=60")
                .body(Map.of("prompt", "a red star", "size", "64x64", "steps", 1))
                .post("/v1/jobs")
                .then()
                .statusCode(200)
                .extract();
        return "/v1/jobs/" + job.path("id") + "/artifacts/0.png";
    }

    @Test
    void noHeaderIsAFaultOfTheService() throws IOException {
        for (var path : List.of(picture(), "/v1/jobs", "/v1/models", "/", "/q/metrics", "/nope")) {
            for (var header : List.of("Accept", "Range", "If-None-Match", "Accept-Language", "Cookie", "Prefer")) {
                for (var value : NONSENSE) {
                    var answer = ask("GET " + path + " HTTP/1.1", "Host: localhost|" + header + ": " + value, "");
                    assertThat(answer.status())
                            .as(path + " " + header + ": " + value)
                            .isIn(200, 304, 400, 404, 406);
                }
            }
        }
    }

    @Test
    void anAcceptThatCannotBeReadIsRefusedByPicturesAsByOthers() throws IOException {
        var answer = ask("GET " + picture() + " HTTP/1.1", "Host: localhost|Accept: garbage", "");
        assertThat(answer.status()).isEqualTo(406);
        assertThat(answer.headers().get("content-type")).startsWith("application/problem+json");
    }

    @Test
    void aPartThatIsNotThereIsRefusedAsAllElseAndCounted() {
        var path = picture();
        var before = counted();
        var answer = given().header("Range", "bytes=99999999-").get(path);
        assertProblem(answer, path, 416);
        assertThat(answer.header("Content-Range")).startsWith("bytes */");
        assertThat(counted()).isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/v1/jobs; Content-Encoding: br; 415; Content-Encoding",
                "/v1/jobs; Content-Encoding: gzip; 415; Content-Encoding",
                "/v1/images/generations; Content-Encoding: gzip; 415; Content-Encoding",
                "/v1/jobs; Expect: foo; 417; 100-continue",
                "/v1/images/generations; Expect: foo; 417; 100-continue",
                "/v1/jobs; Host: y; 400; Host",
                "/v1/jobs; Content-Encoding: identity; 422; prompt",
                "/v1/jobs; Expect: 100-continue; 422; prompt",
            })
    void whatCannotBeDoneIsNotIgnored(String path, String header, int status, String what) throws IOException {
        var answer =
                ask("POST " + path + " HTTP/1.1", "Host: localhost|Content-Type: application/json|" + header, "{}");
        assertThat(answer.status()).isEqualTo(status);
        var problem = path.equals(DRAW) ? "error.kintsugi." : "";
        assertThat(new JsonPath(answer.body()).getString(problem + "detail")).contains(what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/jobs",
                "/models/",
                "/jobs.html",
                "/failures",
                "/q/metrics",
                "/q/health/ready",
                "/q/openapi"
            })
    void whatIsOnlyReadHasNoOtherMethod(String path) {
        for (var method : List.of("PUT", "POST", "DELETE", "TRACE", "FOO")) {
            given().request(method, path).then().statusCode(405).header("Allow", "GET, HEAD, OPTIONS");
        }
        given().options(path).then().statusCode(200).header("Allow", "GET, HEAD, OPTIONS");
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/jobs", "/v1/jobs/x", "/v1/images/generations", "/v1/models", "/admin/faults/x"})
    void optionsNamesTheMethodsThatAreNotRefused(String path) {
        var refused = given().patch(path).then().statusCode(405).extract().header("Allow");
        given().options(path).then().statusCode(200).header("Allow", equalTo(refused));
    }

    @Test
    void anAliasIsCountedAndListedAsItsModel() {
        picture();
        given().contentType("application/json")
                .body(Map.of("prompt", "x", "model", "DALL-E-2", "size", "1x1"))
                .post(DRAW)
                .then()
                .statusCode(400);
        var names = given().get("/v1/errors/summary").jsonPath().getList("by_model.name", String.class);
        assertThat(names).contains("shapes-diffusion").doesNotContain("dall-e-2");
        var ids = given().get("/v1/jobs?model=shapes-diffusion").jsonPath().getList("jobs.id");
        assertThat(ids).isNotEmpty();
        assertThat(given().get("/v1/jobs?model=gpt-image-1").jsonPath().getList("jobs.id"))
                .isEqualTo(ids);
        given().get("/v1/jobs?model=/").then().statusCode(422).body("detail", containsString("model"));
    }
}
