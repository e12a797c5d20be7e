package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A service that may try nothing again: what changes something is done all the same, and the trail says why. */
@QuarkusTest
@TestProfile(UsedUpRetriesTest.NoneLeft.class)
class UsedUpRetriesTest {

    private static final Path MODELS = Path.of("target/retry-models").toAbsolutePath();

    /** A budget that is always used up. */
    public static class NoneLeft implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.retries.share",
                    "0",
                    "kintsugi.retries.min-per-second",
                    "0",
                    "kintsugi.home",
                    "target/test-home-retries",
                    "kintsugi.models.dir",
                    MODELS.toString());
        }
    }

    @Test
    void doesNotTryTheSameAgainButGoesOn() throws Exception {
        FlakyModel.once().install(MODELS);
        Awaitility.await().until(() -> given().get("/v1/models/flaky").statusCode() == 200);
        var answer = Drawing.of("a red star").with("model", "flaky").draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("generation_pipeline_error");
        assertThat(answer.getString("kintsugi.trail[0].strategy")).isEqualTo("immediate_retry");
        assertThat(answer.getString("kintsugi.trail[0].outcome")).isEqualTo("withheld");
        assertThat(answer.getString("kintsugi.trail[0].action")).contains("too many requests");
        assertThat(answer.getList("kintsugi.trail.strategy", String.class))
                .as("a new session fails once again, so that another model answers in the end")
                .contains("resource_optimization")
                .endsWith("intelligent_fallback");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertThat(ServiceHome.metric("kintsugi_retry_budget_left")).isZero();
    }
}
