package dev.kintsugi.api;

import static dev.kintsugi.ServiceHome.metric;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator looks at: probes, metrics, the description of the API. */
@QuarkusTest
class OperateTest {

    @ParameterizedTest
    @CsvSource({
        "started, models installed",
        "started, runtime loaded",
        "live, inference goes forward",
        "ready, a model can answer",
        "ready, queue has room",
        "ready, disk can be written",
        "ready, jobs can be stored",
        "ready, artifacts can be stored",
        "ready, device computes",
    })
    void isUpAndSaysWhatWasChecked(String probe, String check) {
        given().get("/q/health/" + probe)
                .then()
                .statusCode(200)
                .body("status", equalTo("UP"))
                .body("checks.name", hasItem(check))
                .body("checks.find { it.name == '" + check + "' }.status", equalTo("UP"));
    }

    @Test
    void saysHowManyModelsAreInstalledAndWhichOneAnswers() {
        given().get("/q/health/started")
                .then()
                .body("checks.find { it.name == 'models installed' }.data.models", greaterThan(0));
        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'a model can answer' }.data.model", equalTo("shapes-diffusion"))
                .body("checks.find { it.name == 'a model can answer' }.data", hasKey("loaded"))
                .body("checks.find { it.name == 'a model can answer' }.data.device", equalTo("cpu"))
                .body("checks.find { it.name == 'queue has room' }.data", hasKey("waiting"));
    }

    @Test
    void countsDrawingsAndTheirStages() {
        var requests = "kintsugi_job_duration_seconds_count{model=\"shapes-diffusion\",outcome=\"completed\"}";
        var denoising = "kintsugi_stage_duration_seconds_count{model=\"shapes-diffusion\",stage=\"denoise\"}";
        draw();
        var requestsBefore = metric(requests);
        var denoisingBefore = metric(denoising);
        draw();
        assertThat(metric(requests)).isGreaterThan(requestsBefore);
        assertThat(metric(denoising)).isGreaterThan(denoisingBefore);
        assertThat(metric("kintsugi_jobs_waiting")).isNotNegative();
        assertThat(metric("kintsugi_jobs_oldest_wait_seconds")).isNotNegative();
        assertThat(metric("kintsugi_jobs_running")).isNotNegative();
        assertThat(metric("kintsugi_sessions_loaded")).isPositive();
    }

    @Test
    void eachCheckOfReadinessTellsHowLongItTook() {
        for (var check : List.of(
                "a model can answer",
                "memory suffices",
                "queue has room",
                "runs and loads go forward",
                "disk can be written")) {
            Awaitility.await(check)
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> given().get("/q/health/ready")
                            .then()
                            .body("checks.find { it.name == '" + check + "' }.data", hasKey("duration_us")));
        }
    }

    @Test
    void callsAreCountedUnderPathsOfTheApiWhateverIsAsked() {
        var paths = given().accept(ContentType.JSON).get("/q/openapi").jsonPath().getMap("paths").keySet().stream()
                .map(String::valueOf)
                .toList();
        for (var path : paths) {
            var made = path.replaceAll("\\{\\w+}", "made-up");
            given().patch(made);
            given().accept("image/gif").get(made);
        }
        given().request("MADEUP", "/v1/models/made-up");
        given().get("/made-up/path");
        var counted = Pattern.compile("http_server_requests_seconds_count\\{method=\"(\\w+)\".*uri=\"([^\"]+)\"")
                .matcher(given().get("/q/metrics").asString())
                .results()
                .toList();
        assertThat(counted)
                .extracting(found -> found.group(2))
                .containsAll(paths)
                .contains("other");
        assertThat(counted).extracting(found -> found.group(2)).noneMatch(uri -> uri.contains("made-up"));
        assertThat(counted)
                .extracting(found -> found.group(1))
                .doesNotContain("MADEUP")
                .contains("other");
    }

    @Test
    void timesOfCallsAreHistograms() {
        given().get("/v1/status").then().statusCode(200);
        Awaitility.await("counted once it is answered")
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .containsPattern("http_server_requests_seconds_bucket\\{.*uri=\"/v1/status\",le=\"120.0\""));
    }

    @Test
    void describesItsApi() {
        given().accept(ContentType.JSON)
                .get("/q/openapi")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Kintsugi"))
                .body("paths.'/v1/images/generations'.post.summary", equalTo("Generate images from a prompt"))
                .body("paths", hasKey("/v1/models"))
                .body("paths", hasKey("/v1/models/{id}"))
                .body("components.schemas.ImageRequest.properties", hasKey("prompt"))
                .body("components.schemas.ImageRequest.properties", hasKey("negative_prompt"))
                .body("components.schemas.ImageRequest.required", hasItem("prompt"));
    }

    @Test
    void describesWhatEachOperationAnswers() {
        var paths = given().accept(ContentType.JSON)
                .get("/q/openapi")
                .jsonPath()
                .<Map<String, Map<String, Map<String, ?>>>>get("paths");
        paths.forEach((path, operations) -> operations.forEach((method, operation) -> {
            var responses = (Map<?, ?>) operation.get("responses");
            var openAi = path.startsWith("/v1/images") || path.startsWith("/v1/models");
            responses.forEach((status, response) -> {
                if (String.valueOf(status).compareTo("400") >= 0) {
                    assertThat(String.valueOf(response).contains("/OpenAi"))
                            .as("%s %s %s", method, path, status)
                            .isEqualTo(openAi);
                }
            });
        }));
        assertThat(operationsWithBody(paths))
                .containsExactlyInAnyOrder(
                        "post /admin/keys",
                        "post /v1/session",
                        "post /v1/images/generations",
                        "post /v1/jobs",
                        "post /v1/jobs/{id}/feedback",
                        "post /admin/faults",
                        "put /admin/levels");
        assertThat(given().get("/q/openapi").asString())
                .as("nothing of Vert.x or Netty")
                .doesNotContain("RoutingContext", "ByteBuf", "AuthProvider");
        assertThat(responses(paths, "/v1/jobs/{id}/feedback")).contains("204").doesNotContain("201");
        assertThat(responses(paths, "/v1/jobs/{id}/resume")).contains("202").doesNotContain("200");
        assertThat(responses(paths, "/admin/recovery/reset")).contains("204").doesNotContain("201");
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    private static List<String> operationsWithBody(Map<String, Map<String, Map<String, ?>>> paths) {
        return paths.entrySet().stream()
                .flatMap(path -> path.getValue().entrySet().stream()
                        .filter(operation -> operation.getValue().containsKey("requestBody"))
                        .map(operation -> operation.getKey() + " " + path.getKey()))
                .toList();
    }

    private static Set<String> responses(Map<String, Map<String, Map<String, ?>>> paths, String path) {
        return ((Map<?, ?>) paths.get(path).get("post").get("responses"))
                .keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    @Test
    void showsItsApiInABrowser() {
        given().get("/q/swagger-ui")
                .then()
                .statusCode(200)
                .contentType(ContentType.HTML)
                .body(containsString("swagger-ui"));
    }

    private static void draw() {
        given().contentType(ContentType.JSON)
                .body("{\"prompt\":\"a red star\",\"steps\":1,\"size\":\"64x64\"}")
                .post("/v1/images/generations")
                .then()
                .statusCode(200);
    }
}
