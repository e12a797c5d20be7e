package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an answer is less than what was asked for: allowed by its caller, and told in full. */
@QuarkusTest
@TestProfile(InjectedFaultsTest.Enabled.class)
class ToldLossesTest {

    private static final String PROMPT = "a red star";

    @BeforeEach
    void forgetWhatWasLearned() {
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @AfterEach
    void endAll() {
        given().delete("/admin/faults").then().statusCode(204);
        forgetWhatWasLearned();
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @Test
    void whatWasCorrectedIsToldToThoseWhoseTimeRanOut() {
        given().contentType("application/json")
                .body(Map.of("boundary", "session_run", "kind", "hang", "matcher", Map.of("phase", "denoise")))
                .post("/admin/faults")
                .then()
                .statusCode(201);
        var answer = Drawing.of(PROMPT)
                .with("model", "gpt-9")
                .with("steps", 500)
                .with("size", "72x64")
                .with("n", 12)
                .with("guidance", 99)
                .with("deadline_seconds", 8)
                .with("recovery", "any")
                .draw();
        assertThat(answer.getList("kintsugi.degraded.what")).contains("model", "steps", "n", "guidance");
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'steps' }.from"))
                .isEqualTo("500");
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'n' }.to"))
                .isEqualTo(String.valueOf(answer.getList("data").size()));
        assertThat(answer.getBoolean("kintsugi.was_fallback")).isTrue();
        assertThat(answer.getList("kintsugi.warnings", String.class))
                .anyMatch(warning -> warning.contains(" instead of 500,"));
        given().get("/v1/jobs/" + answer.getString("kintsugi.job"))
                .then()
                .body("kintsugi.degraded", equalTo(answer.getList("kintsugi.degraded")));
    }

    @ParameterizedTest
    @CsvSource({"none, 1", "retry, 1", "retry, 0", "same_model, 0", "any, 0.04"})
    void aPromptIsShortenedForThoseOnlyWhoAllowIt(String recovery, double most) {
        var request = Drawing.of("a red circle and a blue star ".repeat(8))
                .with("size", "64x64")
                .with("steps", 1);
        request.with("recovery", recovery)
                .with("max_degradation", most)
                .send()
                .then()
                .statusCode(400)
                .body("error.code", equalTo("context_length_exceeded"));
        assertThat(request.with("recovery", "same_model")
                        .with("max_degradation", 0.05)
                        .draw()
                        .getList("kintsugi.degraded.what"))
                .containsExactly("prompt");
    }
}
