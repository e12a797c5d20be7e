package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A service whose faults nobody enabled: there is nothing under their paths, and nothing goes wrong. */
@QuarkusTest
class FaultsDisabledTest {

    @Test
    void thereIsNothingUnderItsPaths() {
        isNotThere(given().get("/admin/faults"));
        isNotThere(given().delete("/admin/faults"));
        isNotThere(given().delete("/admin/faults/fault-1"));
    }

    @Test
    void nothingIsInjected() {
        isNotThere(given().contentType("application/json")
                .body(Map.of("boundary", "session_run", "kind", "operator_error", "rate", 1))
                .post("/admin/faults"));
        assertThat(Drawing.of("a red star").draw().getList("kintsugi.trail")).isEmpty();
    }

    private static void isNotThere(Response answer) {
        answer.then().statusCode(404).contentType("application/problem+json").body("status", equalTo(404));
    }
}
