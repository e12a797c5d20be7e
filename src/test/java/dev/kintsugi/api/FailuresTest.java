package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;

import dev.kintsugi.OtherSettings;
import dev.kintsugi.recovery.failure.FailureType;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** The kinds of failure as clients, people and operators see them; one of them is set otherwise than usual. */
@QuarkusTest
@TestProfile(OtherSettings.class)
class FailuresTest {

    @Test
    void listsEveryKindWithAllThatIsKnownOfIt() {
        var kinds = given().get("/v1/failures").then().statusCode(200).extract().jsonPath();
        assertThat(kinds.getList("data.code", String.class)).hasSize(FailureType.values().length);
        assertThat(new HashSet<>(kinds.getList("data.base_kind", String.class)))
                .containsExactlyInAnyOrder(
                        "model_loading_failure",
                        "vram_exhaustion",
                        "generation_pipeline_error",
                        "hardware_optimization_failure",
                        "system_resource_error",
                        "network_error");
        assertThat(kinds.getList("data.suggestions.flatten()")).isNotEmpty();
    }

    @Test
    void tellsOfOneByItsCodeOrAnAlias() {
        for (var name : new String[] {"device_lost", "gpu_reset"}) {
            given().get("/v1/failures/" + name)
                    .then()
                    .statusCode(200)
                    .body("code", equalTo("device_lost"))
                    .body("aliases", hasItem("gpu_reset"))
                    .body("severity", equalTo("critical"))
                    .body("status", equalTo(503))
                    .body("strategies[0]", equalTo("resource_optimization"));
        }
        given().get("/v1/failures/no_such_kind").then().statusCode(404).body("code", equalTo("unsupported_operation"));
    }

    @Test
    void showsAPersonAPageWhereTheTypeOfAProblemLeads() {
        given().accept("text/html")
                .get("/failures/vram_exhaustion")
                .then()
                .statusCode(200)
                .body(containsString("<html"));
        given().accept("text/html").get("/failures").then().statusCode(200).body(containsString("<html"));
        given().accept("application/json")
                .get("/failures/vram_exhaustion")
                .then()
                .statusCode(200)
                .body("code", equalTo("vram_exhaustion"));
        given().get("/failures/no_such_kind").then().statusCode(404);
    }

    @Test
    void treatsAKindAsTheOperatorHasSetIt() {
        given().get("/v1/failures/vram_exhaustion")
                .then()
                .body("strategies", equalTo(java.util.List.of("user_intervention")));
        given().contentType("application/json")
                .body("{\"prompt\":\"a star\",\"model\":\"nobody\"}")
                .post("/v1/images/generations")
                .then()
                .statusCode(410)
                .body("error.kintsugi.title", equalTo("Ask Mia"))
                .body("error.kintsugi.status", equalTo(410))
                .body("error.kintsugi.type", equalTo("/failures/model_not_found"))
                .body("error.kintsugi.suggestions", hasItems("Call 4711.", "Or wait."));
    }
}
