package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model that keeps failing is left alone, and nothing else is. */
@QuarkusTest
@TestProfile(BreakersTest.Touchy.class)
class BreakersTest {

    private static final ModelsFolder MODELS =
            new ModelsFolder(Path.of("target/breaker-models").toAbsolutePath());
    private static final String FULL = "shapes-diffusion";
    private static final String LITE = "shapes-diffusion-lite";
    private static final String PROMPT = "a large red star on a blue background";

    @TestHTTPResource
    URI url;

    /** Four tries of which two failed open a breaker, for three seconds. */
    public static class Touchy implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.result-cache.bytes",
                    "0",
                    "kintsugi.breakers.window",
                    "4",
                    "kintsugi.breakers.delay",
                    "3s",
                    "kintsugi.device.concurrency",
                    "2",
                    "kintsugi.home",
                    "target/test-home-breakers",
                    "kintsugi.models.dir",
                    MODELS.root().toString());
        }
    }

    @BeforeEach
    void beWell() throws IOException {
        MODELS.remove("hollow");
        MODELS.remove("hollow-too");
        for (var model : new String[] {FULL, LITE}) {
            MODELS.mend(model);
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> drawsAtOnce(model));
        }
    }

    @Test
    void leavesAModelAloneThatKeepsFailingWhileOthersWork() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        var answer = draw(FULL);
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo(LITE);
        assertThat(answer.getList("kintsugi.trail")).hasSize(1);
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("model_overloaded");
        assertThat(answer.getString("kintsugi.trail[0].phase")).isEqualTo("breaker");
        assertThat(answer.getString("kintsugi.trail[0].reason")).contains("kept failing", "left alone");
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("intelligent_fallback");
        assertThat(draw(LITE).getList("kintsugi.trail")).isEmpty();
        assertThat(state(LITE)).isZero();
    }

    @Test
    void tellsACallerWhoWantsNoOtherModelWhenToComeBack() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        var response = send(FULL, "same_model").then().statusCode(503).extract().response();
        assertThat(response.jsonPath().getString("error.code")).isEqualTo("model_overloaded");
        assertThat(response.jsonPath().getString("error.message")).contains("left alone for another");
        assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(1, 3);
        assertThat(response.jsonPath().getInt("error.kintsugi.estimated_resolution_seconds"))
                .isBetween(1, 3);
    }

    @Test
    void comesBackToAModelWhoseFolderWasMended() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        MODELS.mend(FULL);
        Awaitility.await().until(() -> state(FULL) == 1);
        var answer = draw(FULL);
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
        assertThat(state(FULL)).isZero();
    }

    @Test
    void aRepairIsTriedOutAtOnceAndNotBlockedByTheBreakerThatTheTrialOpenedAgain() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        MODELS.clear(FULL);
        Awaitility.await().until(() -> state(FULL) == 1);
        var answer = draw(FULL);
        RealFaultsTest.assertStep(answer, "model_loading_failed", "automatic_repair");
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
        assertThat(state(FULL)).isZero();
    }

    @Test
    void aFallbackThatFailsIsLeftAloneLikeAnyOther() throws IOException {
        var whole = "{model: shapes-diffusion-lite, compatibility: 0.1}";
        MODELS.installHollow("hollow", "[{model: hollow-too, compatibility: 1.0}, " + whole + "]");
        MODELS.installHollow("hollow-too", "[" + whole + "]");
        Awaitility.await().until(() -> given().get("/v1/models/hollow-too").statusCode() == 200);
        var first = draw("hollow");
        assertThat(first.getList("kintsugi.trail.strategy", String.class))
                .as("the other one failed as well")
                .filteredOn("intelligent_fallback"::equals)
                .hasSize(2);
        for (int i = 0; i < 6 && !(isOpen("hollow") && isOpen("hollow-too")); i++) {
            draw("hollow-too");
            draw("hollow");
        }
        var answer = draw("hollow");
        assertThat(answer.getString("kintsugi.model_used")).isIn(FULL, LITE);
        assertThat(answer.getList("kintsugi.trail")).hasSize(1);
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("model_overloaded");
    }

    @Test
    void forgetsAModelThatIsGone() throws IOException {
        MODELS.installHollow("hollow", "[{model: shapes-diffusion-lite, compatibility: 1}]");
        Awaitility.await().until(() -> given().get("/v1/models/hollow").statusCode() == 200);
        draw("hollow");
        assertThat(state("hollow")).isNotNegative();
        MODELS.remove("hollow");
        MODELS.installHollow("hollow-too", "[{model: shapes-diffusion-lite, compatibility: 1}]");
        Awaitility.await()
                .until(() -> given().get("/v1/models/hollow-too").statusCode() == 200
                        && given().get("/v1/models/hollow").statusCode() == 404);
        draw("hollow-too");
        assertThat(given().get("/q/metrics").asString())
                .doesNotContainPattern("kintsugi_breaker_state\\{[^}]*model=\"hollow\"");
    }

    @Test
    void manyBadRequestsOpenNothing() {
        for (int i = 0; i < 200; i++) {
            given().contentType("application/json")
                    .body("{\"prompt\":\"x\",\"steps\":0,\"size\":\"7x7\"}")
                    .post("/v1/images/generations")
                    .then()
                    .statusCode(422);
        }
        assertThat(draw(FULL).getList("kintsugi.trail")).isEmpty();
        assertThat(state(FULL)).isZero();
    }

    @Test
    void answersClearlyWhereNoModelCanBeUsedAndAgainOnceOneIsMended() throws IOException {
        MODELS.makeUnusable(FULL);
        MODELS.makeUnusable(LITE);
        for (int i = 0; i < 6; i++) {
            var response = send(FULL, "any").then().statusCode(503).extract().response();
            assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(1, 4);
            assertThat(response.jsonPath().getList("error.kintsugi.suggestions"))
                    .isNotEmpty();
        }
        assertThat(isOpen(FULL)).isTrue();
        MODELS.mend(FULL);
        var answer = draw(FULL);
        assertThat(answer.getString("kintsugi.model_used"))
                .as("tried although its breaker is open, since there is no other")
                .isEqualTo(FULL);
        assertThat(state(FULL)).isZero();
    }

    @Test
    void aTrialThatIsCancelledTellsNothing() throws Exception {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        MODELS.mend(FULL);
        Awaitility.await().until(() -> state(FULL) == 1);
        var opened = opened(FULL);
        try (var client = slow()) {
            Awaitility.await().until(() -> ServiceHome.metric("kintsugi_tensors_open") > 0);
        }
        Awaitility.await().until(ServiceHome::isAtRest);
        assertThat(state(FULL)).isEqualTo(1);
        assertThat(opened(FULL)).isEqualTo(opened);
        assertThat(draw(FULL).getList("kintsugi.trail")).isEmpty();
        assertThat(state(FULL)).isZero();
    }

    @Test
    void theLastResortIsTriedByOneRequestAtATime() throws Exception {
        MODELS.makeUnusable(FULL);
        MODELS.makeUnusable(LITE);
        for (int i = 0; i < 6 && (i == 0 || !isOpen(FULL)); i++) {
            send(FULL, "any").then().statusCode(503);
        }
        MODELS.mend(FULL);
        try (var client = slow()) {
            Awaitility.await().until(() -> ServiceHome.metric("kintsugi_tensors_open") > 0);
            send(FULL, "any").then().statusCode(503).body("error.code", equalTo("model_overloaded"));
        }
        Awaitility.await().until(ServiceHome::isAtRest);
        assertThat(draw(FULL).getString("kintsugi.model_used")).isEqualTo(FULL);
    }

    @Test
    void aServiceWithLittleToDoHasRetriesLeft() {
        assertThat(ServiceHome.metric("kintsugi_retry_budget_left")).isGreaterThan(1);
    }

    private static void drawUntilOpen(String model) {
        var before = opened(model);
        for (int i = 0; i < 6 && !isOpen(model); i++) {
            draw(model);
        }
        assertThat(isOpen(model)).isTrue();
        assertThat(opened(model)).isGreaterThan(before);
    }

    private static boolean drawsAtOnce(String model) {
        var response = send(model, "any");
        return response.statusCode() == 200
                && response.jsonPath().getList("kintsugi.trail").isEmpty()
                && state(model) == 0;
    }

    private static JsonPath draw(String model) {
        return Drawing.of(PROMPT).with("model", model).with("steps", 2).draw();
    }

    private static Response send(String model, String recovery) {
        return Drawing.of(PROMPT)
                .with("model", model)
                .with("steps", 2)
                .with("recovery", recovery)
                .send();
    }

    /** A client that asks for more than can be drawn in a moment; it goes away when it is closed. */
    private Socket slow() throws IOException {
        var body = "{\"prompt\":\"" + PROMPT + "\",\"size\":\"768x768\",\"steps\":100}";
        var socket = new Socket(url.getHost(), url.getPort());
        socket.getOutputStream()
                .write(("POST /v1/images/generations HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        return socket;
    }

    private static boolean isOpen(String model) {
        return state(model) == 2;
    }

    private static double state(String model) {
        return ServiceHome.metric("kintsugi_breaker_state{device=\"cpu\",model=\"" + model + "\"}");
    }

    private static double opened(String model) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith("kintsugi_breaker_opened_total") && line.contains('"' + model + '"'))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
