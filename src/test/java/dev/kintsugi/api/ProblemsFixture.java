package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** Calls that are refused, and the two shapes of the answer: a problem document, or the envelope of OpenAI around one. */
abstract class ProblemsFixture {

    static final String DRAW = "/v1/images/generations";

    static Response draw(String body) {
        return given().contentType(ContentType.JSON).body(body).post(DRAW);
    }

    static void assertProblem(Response answer, String path, int status) {
        assertThat(answer.contentType()).startsWith("application/problem+json");
        Documents.assertProblem(answer, "", path, status);
    }

    static void assertEnvelope(Response answer, String path, int status, String code) {
        assertThat(answer.contentType()).startsWith("application/json");
        var json = answer.jsonPath();
        assertThat(json.getMap("error")).containsOnlyKeys("message", "type", "param", "code", "kintsugi");
        assertThat(json.getString("error.message")).isNotBlank();
        assertThat(json.getString("error.type")).isEqualTo("invalid_request_error");
        assertThat(json.getString("error.code")).isEqualTo(code);
        Documents.assertProblem(answer, "error.kintsugi.", path, status);
    }
}
