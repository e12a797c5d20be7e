package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A model that keeps failing is left alone, and nothing else is. */
@QuarkusTest
@TestProfile(BreakersFixture.Touchy.class)
class BreakersTest extends BreakersFixture {

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
    void tellsACallerWhoWantsNoOtherModelAndHasLittleTimeWhenToComeBack() throws IOException {
        MODELS.makeUnusable(FULL);
        drawUntilOpen(FULL);
        var response =
                hurried(FULL, "same_model").then().statusCode(503).extract().response();
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
                    .statusCode(400);
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
            hurried(FULL, "any").then().statusCode(503).body("error.code", equalTo("model_overloaded"));
        }
        Awaitility.await().until(ServiceHome::isAtRest);
        assertThat(draw(FULL).getString("kintsugi.model_used")).isEqualTo(FULL);
    }

    @Test
    void aServiceWithLittleToDoHasRetriesLeft() {
        assertThat(ServiceHome.metric("kintsugi_retry_budget_left")).isGreaterThan(1);
    }
}
