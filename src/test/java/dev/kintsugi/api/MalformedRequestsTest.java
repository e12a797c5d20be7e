package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that cannot be read, because of their body, its length or its encoding, or their HTTP, are refused with JSON too. */
@QuarkusTest
class MalformedRequestsTest extends ProblemsFixture {

    @TestHTTPResource("/")
    URI url;

    @Test
    void refusesABodyThatIsNotJson() {
        var answer = given().contentType(ContentType.TEXT).body("a red star").post(DRAW);
        assertEnvelope(answer, DRAW, 415, "unsupported_operation");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{; not valid JSON",
                "{\"prompt\":; not valid JSON",
                "{'prompt':'x'}; not valid JSON",
                "{\"prompt\":\"x\"; not valid JSON",
                "[]; must be one JSON object",
                "{\"prompt\":NaN}; not valid JSON",
                "{\"prompt\":\"x\"} {\"prompt\":\"y\"}; must be one JSON object",
                "{\"prompt\":\"x\",\"prompt\":\"y\"}; prompt"
            })
    void saysThatABodyIsMalformed(String body, String what) {
        var answer = draw(body);
        assertEnvelope(answer, DRAW, 400, "invalid_parameters");
        assertThat(answer.asString()).contains(what);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "{\"kind\":\"tensor\",\"model\":\"sc; ends before its JSON does",
                "{\"prompt\":\"x\",\"model\":; not valid JSON",
                "{\"prompt\":\"x\",\"model\":NaN}; not valid JSON",
                "{\"prompt\":\"x\",\"extra\":{deep}}; nested too deep",
                "{\"prompt\":\"x\",\"n\":\"2\"}; must be a whole number",
                "{\"prompt\":\"x\",\"deadline_seconds\":\"3\"}; must be a whole number",
                "{\"prompt\":\"x\",\"steps\":1.5}; must be a whole number",
                "{\"prompt\":\"x\",\"guidance\":\"7\"}; must be a number",
                "{\"prompt\":\"x\",\"seed\":9223372036854775808}; must be a whole number from",
                "{\"prompt\":\"x\",\"steps\":\"\"}; must be a whole number",
                "{\"prompt\":5}; must be a text"
            })
    void bothEndpointsSayWhatIsWrongInABody(String body, String what) {
        for (var path : List.of(DRAW, "/v1/jobs")) {
            var answer = given().contentType(ContentType.JSON)
                    .body(body.replace("{deep}", "[".repeat(5000)))
                    .post(path);
            assertThat(answer.statusCode()).as(path).isIn(400, 422);
            assertThat(answer.asString()).as(path).contains(what, "invalid_parameters");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/v1/images/generations | {\"n\":\"2\",\"steps\":[],\"prompt\":5,\"guidance\":7} | 400 | n, prompt, steps",
                "/v1/jobs | {\"n\":\"2\",\"steps\":[],\"prompt\":5,\"guidance\":7} | 422 | n, prompt, steps",
                "/v1/jobs | {\"seed\":9223372036854775808,\"n\":1.5} | 422 | n, seed",
                "/admin/faults | {\"boundary\":1,\"rate\":\"1\",\"matcher\":{\"model\":{},\"phase\":[]}} | 422 | boundary, matcher.model, matcher.phase, rate",
            })
    void namesEveryFieldOfAWrongType(String path, String body, int status, String fields) {
        var answer = given().contentType(ContentType.JSON).body(body).post(path);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
        var problem = path.equals(DRAW) ? "error.kintsugi." : "";
        assertThat(answer.jsonPath().getString(problem + "code")).isEqualTo("invalid_parameters");
        assertThat(answer.jsonPath().getInt(problem + "status")).isEqualTo(status);
        assertThat(answer.jsonPath().getList(problem + "field_errors.field", String.class))
                .containsExactlyInAnyOrder(fields.split(", "));
    }

    @Test
    void saysThatABodyIsEmpty() {
        var answer = given().contentType(ContentType.JSON).post(DRAW);
        assertThat(answer.statusCode()).isIn(400, 422);
        assertEnvelope(answer, DRAW, answer.statusCode(), "invalid_parameters");
        assertThat(answer.jsonPath().getString("error.message")).contains("body must not be empty");
    }

    @Test
    void saysThatABodyIsTooLarge() throws IOException {
        var head = "POST " + DRAW + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2000000\r\nConnection: close\r\n\r\n";
        var answer = exchange(head);
        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/json");
        var json = new JsonPath(answer.substring(answer.indexOf('{')));
        assertThat(json.getString("error.code")).isEqualTo("invalid_parameters");
        assertThat(json.getString("error.message")).contains("too large");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET /v1/models/%ff%fe HTTP/1.1 | 404",
                "BREW /v1/jobs HTTP/1.1 | 405",
                "POST /v1/jobs HTTP/1.1;Content-Type: %%;Content-Length: 2;;{} | 415",
                "POST /v1/jobs HTTP/1.1;Content-Type: application/x-www-form-urlencoded;Content-Length: 3;;a=% | 415",
                "GET /v1/jobs HTTP/1.1;Accept: %% | 406",
                "POST /v1/jobs HTTP/1.1;Content-Type: application/json;Transfer-Encoding: chunked;;zz | 400",
                "POST /v1/jobs HTTP/1.1;Content-Type: application/json;Transfer-Encoding: chunked;;2;{};-1; | 400",
                "POST /v1/images/generations HTTP/1.1;Content-Type: application/json;Transfer-Encoding: chunked;;ffffffffff; | 400",
                "POST /v1/jobs HTTP/1.1;Content-Type: application/json;Transfer-Encoding: chunked;;0;X-Long: {long} | 431",
            })
    void everyRefusalOfHttpIsAProblemDocument(String request, int status) throws IOException {
        var answer = exchange(request.replace("{long}", "x".repeat(20_000))
                        .replace(" HTTP/1.1", " HTTP/1.1\r\nHost: localhost\r\nConnection: close")
                        .replace(";", "\r\n")
                + "\r\n\r\n");
        assertThat(answer).as(request).matches("(?s)HTTP/1.[01] " + status + " .*");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/", "x-correlation-id: ");
        var json = new JsonPath(answer.substring(answer.indexOf('{')));
        var openAi = request.contains(" /v1/models") || request.contains(" /v1/images");
        assertThat(json.getMap("").containsKey("error")).as(request).isEqualTo(openAi);
        var at = openAi ? "error.kintsugi." : "";
        assertThat(json.getInt(at + "status")).isEqualTo(status);
        assertThat(json.getString(at + "detail")).isNotBlank();
    }

    @Test
    void saysThatABodyWithoutALengthIsTooLarge() throws IOException {
        var chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
        var answer = exchange("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n" + chunk.repeat(17) + "0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json");
        assertThat(new JsonPath(answer.substring(answer.indexOf('{'))).getString("detail"))
                .contains("too large");
    }

    @Test
    void readsABodyWithoutALength() throws IOException {
        var body = "{\"prompt\":\"\"}";
        var answer = exchange("POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                + "\r\n" + body
                + "\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 422").contains("\"prompt\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE", "ISO-8859-1", "UTF-8"})
    void readsJsonInAnyEncodingThatItMayHaveOrRefusesIt(String charset) {
        var body = "{\"prompt\":\"\",\"model\":\"\u00e9\u00e9\"}".getBytes(Charset.forName(charset));
        var answer = given().config(RestAssuredConfig.config()
                        .encoderConfig(EncoderConfig.encoderConfig()
                                .appendDefaultContentCharsetToContentTypeIfUndefined(false)))
                .contentType("application/json")
                .body(body)
                .post("/v1/jobs");
        assertThat(answer.statusCode()).isIn(400, 422);
        assertProblem(answer, "/v1/jobs", answer.statusCode());
    }

    /** Says what no well-behaved client would; the answer as it comes. */
    private String exchange(String request) throws IOException {
        try (var socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
