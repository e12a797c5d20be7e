package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a call, the answer is JSON that says what, and that gives nothing internal away. */
@QuarkusTest
class ProblemsTest extends ProblemsFixture {

    private static final String UNKNOWN = "/v1/jobs/job_00000000000000000000000000000000";
    private static final String NO_JOB = UNKNOWN + "/artifacts/0.png";

    @ParameterizedTest
    @CsvSource({"GET, /nope, 404", "GET, /v1/jobs/x/artifacts/0.png, 404", "POST, " + NO_JOB + ", 405"})
    void answersWithAProblemDocument(String method, String path, int status) {
        assertProblem(given().request(method, path), path, status);
    }

    @Test
    void answersWithAProblemDocumentWhereAJobIsUnknown() {
        assertProblem(given().get(NO_JOB), NO_JOB, 404);
        for (var path : List.of(UNKNOWN, UNKNOWN + "/events", NO_JOB)) {
            var problem = given().get(path).then().statusCode(404).extract().jsonPath();
            assertThat(problem.getString("detail")).contains("there is no such job, or it is not kept any more");
            assertThat(problem.getString("code")).isEqualTo("invalid_parameters");
            assertThat(problem.getBoolean("retryable")).isFalse();
        }
    }

    @Test
    void saysWhyAJobHasNoSuchArtifact() {
        var drawn = draw("{\"prompt\":\"x\",\"steps\":1,\"size\":\"64x64\"}").jsonPath();
        assertThat(detail("/v1/jobs/" + drawn.getString("kintsugi.job") + "/artifacts/9.png"))
                .contains("the job has no such artifact");
        var waiting = given().contentType(ContentType.JSON)
                .body("{\"prompt\":\"y\",\"steps\":50,\"n\":10}")
                .post("/v1/jobs")
                .jsonPath()
                .getString("id");
        assertThat(detail("/v1/jobs/" + waiting + "/artifacts/0.png"))
                .contains("has no artifacts yet; GET /v1/jobs/" + waiting + "/events tells when it is completed");
        given().delete("/v1/jobs/" + waiting);
    }

    private static String detail(String path) {
        return given().get(path).then().statusCode(404).extract().jsonPath().getString("detail");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\u0000\\u0007", "\\ue000"})
    void saysWhatIsWrongWithAPromptOfWhichNothingIsLeft(String prompt) {
        assertThat(draw("{\"prompt\":\"" + prompt + "\"}").jsonPath().getString("error.message"))
                .contains("halves of surrogate pairs")
                .doesNotContain("must not be empty");
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /v1/models/no-such-model, 404, model_not_found",
        "POST, /v1/chat/completions, 404, unsupported_operation",
        "GET, /v1/files, 404, unsupported_operation",
        "POST, /v1/embeddings, 404, unsupported_operation",
        "POST, /v1/images/edits, 404, unsupported_operation",
        "POST, /v1/audio/speech, 404, unsupported_operation",
        "DELETE, /v1/models, 405, unsupported_operation",
        "PUT, " + DRAW + ", 405, unsupported_operation",
    })
    void answersInOpenAisEnvelope(String method, String path, int status, String code) {
        assertEnvelope(given().request(method, path), path, status, code);
    }

    @Test
    void namesWhatIsOfferedOfOpenAisApiAndTheModelField() {
        given().contentType(ContentType.JSON)
                .body("{\"model\":\"gpt-5\",\"messages\":[]}")
                .post("/v1/chat/completions")
                .then()
                .statusCode(404)
                .body("error.message", startsWith("POST /v1/chat/completions is not offered"))
                .body("error.message", containsString("POST /v1/images/generations"))
                .body("error.param", nullValue());
        draw("{\"prompt\":\"x\",\"model\":\"nobody\"}")
                .then()
                .statusCode(404)
                .body("error.code", equalTo("model_not_found"))
                .body("error.param", equalTo("model"));
        draw("{\"prompt\":\"x\",\"model\":\"scene-writer\"}")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("model"));
    }

    @Test
    void namesTheMethodsThatAPathHas() {
        var answer = given().delete("/v1/models").then().statusCode(405).extract();
        assertThat(answer.header("Allow")).contains("GET");
    }

    @Test
    void namesExactlyTheMethodsThatTheOpenApiDocumentHas() {
        Map<String, Map<String, Object>> paths = given().accept("application/json")
                .get("/q/openapi?format=json")
                .jsonPath()
                .getMap("paths");
        assertThat(paths).hasSizeGreaterThan(8);
        paths.forEach((path, operations) -> {
            if (path.startsWith("/v1/") || path.startsWith("/admin/")) {
                var methods = new TreeSet<>(Set.of("OPTIONS"));
                operations.keySet().forEach(method -> methods.add(method.toUpperCase(Locale.ROOT)));
                methods.remove("PARAMETERS");
                if (methods.contains("GET")) {
                    methods.add("HEAD");
                }
                var refused =
                        given().patch(path.replaceAll("\\{number[^}]*}", "0").replaceAll("\\{[^}]*}", "x"));
                assertThat(refused.statusCode()).as(path).isEqualTo(405);
                assertThat(new TreeSet<>(List.of(refused.header("Allow").split(", "))))
                        .as(path)
                        .isEqualTo(methods);
            }
        });
    }

    @Test
    void answersWithOneErrorPerField() {
        var answer = draw("{\"prompt\":\"\",\"partial_images\":9,\"recovery\":\"maybe\",\"max_degradation\":2}");
        assertEnvelope(answer, DRAW, 400, "invalid_parameters");
        answer.then()
                .body(
                        "error.kintsugi.field_errors.field",
                        hasItems("prompt", "partial_images", "recovery", "max_degradation"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "PUT | /admin/levels | {\"level\":\"auto\",\"why\":1} | why",
                "POST | /v1/jobs/x/feedback | {\"verdict\":\"good\",\"stars\":5} | stars",
            })
    void refusesFieldsThatAreNotKnownUnlessItCanWarnOfThem(String method, String path, String body, String field) {
        var answer = given().contentType(ContentType.JSON).body(body).request(method, path);
        assertProblem(answer, path, 422);
        answer.then().body("field_errors.field", hasItems(field));
    }

    @Test
    void drawsWithADeadlineAndAPriorityAndWarnsOfFieldsWithoutEffect() {
        var drawn =
                draw("{\"prompt\":\"x\",\"size\":\"64x64\",\"steps\":1,\"deadline_seconds\":60,\"priority\":\"high\","
                        + "\"previews\":1,\"partial_images\":1,\"style\":\"vivid\"}");
        drawn.then().statusCode(200);
        assertThat(drawn.jsonPath().getList("kintsugi.warnings", String.class))
                .anyMatch(text -> text.contains("'previews'"))
                .anyMatch(text -> text.contains("'partial_images'"))
                .anyMatch(text -> text.contains("'style'"))
                .noneMatch(text -> text.contains("deadline_seconds") || text.contains("priority"));
        var job = drawn.jsonPath().getString("kintsugi.job");
        given().get("/v1/jobs/" + job).then().statusCode(200).body("priority", equalTo("high"));
        draw("{\"prompt\":\"x\",\"deadline_seconds\":0,\"priority\":\"urgent\"}")
                .then()
                .statusCode(400)
                .body("error.kintsugi.field_errors.field", hasItems("deadline_seconds", "priority"));
    }

    @Test
    void answersWithOneErrorPerLimitOfTheModel() {
        var answer = draw("{\"prompt\":\"x\",\"size\":\"13x13\",\"n\":0,\"steps\":1000,\"guidance\":-1}");
        assertEnvelope(answer, DRAW, 400, "invalid_parameters");
        answer.then().body("error.kintsugi.field_errors.field", hasItems("size", "n", "steps", "guidance"));
    }

    @Test
    void answersWithAllErrorsAtOnceWhoeverFindsThem() {
        var answer = draw("{\"prompt\":\"x\",\"partial_images\":9,\"n\":0}");
        answer.then().statusCode(400).body("error.kintsugi.field_errors.field", hasItems("partial_images", "n"));
        draw("{\"prompt\":\"x\",\"model\":\"nobody\",\"partial_images\":9,\"scheduler\":\"best\"}")
                .then()
                .statusCode(400)
                .body("error.kintsugi.field_errors.field", hasItems("partial_images", "model", "scheduler"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps", "n", "partial_images"})
    void refusesPartsOfWholeNumbers(String field) {
        draw("{\"prompt\":\"x\",\"size\":\"64x64\",\"" + field + "\":1.5}")
                .then()
                .statusCode(400)
                .body("error.param", equalTo(field));
    }

    @Test
    void refusesToAnswerWithAPictureDirectly() {
        var answer = given().contentType(ContentType.JSON)
                .accept("image/gif")
                .body("{\"prompt\":\"x\"}")
                .post(DRAW);
        assertEnvelope(answer, DRAW, 406, "unsupported_operation");
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/models/no-such-model, 404, shapes-diffusion",
        "/v1/jobs/%3Cscript%3E, 404, there is no such job",
        "/nope, 404, there is nothing under this path"
    })
    void showsAPageToBrowsersThatAskForOne(String path, int status, String text) {
        var page = given().urlEncodingEnabled(false)
                .accept("text/html,application/xhtml+xml,*/*;q=0.8")
                .get(path)
                .then()
                .statusCode(status)
                .contentType(ContentType.HTML)
                .extract()
                .asString();
        assertThat(page)
                .startsWith("<!doctype html>")
                .contains(text, "Correlation id", "What you can do")
                .doesNotContain("<script>");
        for (var other : new String[] {"application/json, text/html", "text/html;q=0, */*"}) {
            given().urlEncodingEnabled(false).accept(other).get(path).then().contentType(containsString("json"));
        }
        given().urlEncodingEnabled(false)
                .accept("TEXT/HTML")
                .get(path)
                .then()
                .contentType(ContentType.HTML)
                .header("Vary", containsString("Accept"))
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff");
    }

    @Test
    void tellsNumbersAndOtherModelsBesideTheTextAndNothingInternal() {
        given().get("/v1/models/no-such-model")
                .then()
                .body("error.kintsugi.alternatives", hasItems("shapes-diffusion"))
                .body("error.kintsugi.technical", nullValue())
                .body("error.kintsugi.system", nullValue());
    }

    @Test
    void answersHeadAndOptions() {
        assertThat(given().head("/v1/models").then().statusCode(200).extract().asString())
                .isEmpty();
        assertThat(given().head("/nope").then().statusCode(404).extract().asString())
                .isEmpty();
        assertThat(given().options("/v1/models")
                        .then()
                        .statusCode(200)
                        .extract()
                        .header("Allow"))
                .contains("GET");
        assertThat(given().options(DRAW).then().statusCode(200).extract().header("Allow"))
                .contains("POST")
                .doesNotContain("GET");
        given().options("/nope").then().statusCode(404);
    }
}
