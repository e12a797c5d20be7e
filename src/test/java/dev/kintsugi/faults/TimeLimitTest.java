package dev.kintsugi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Work that takes longer than it may: it is really stopped, and a lighter try follows. */
@QuarkusTest
@TestProfile(TimeLimitTest.Hurried.class)
class TimeLimitTest {

    /** Three seconds for a try, far too little for a hundred steps of a large picture. */
    public static class Hurried implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.breakers.window",
                    "1",
                    "kintsugi.generation.attempt-timeout",
                    "3s",
                    "kintsugi.home",
                    "target/test-home-time");
        }
    }

    /** Loading a model goes on when its caller's second is over, so that the next one finds it. */
    @BeforeEach
    void theModelIsLoaded() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Drawing.of("a red star")
                                .with("size", "64x64")
                                .with("steps", 1)
                                .draw())
                        .isNotNull());
    }

    @AfterEach
    void nothingRunsOn() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(ServiceHome::isAtRest);
    }

    @AfterEach
    void theModelIsNotBlamedForMuchWork() {
        assertThat(ServiceHome.metric("kintsugi_breaker_state{device=\"cpu\",model=\"shapes-diffusion\"}"))
                .isZero();
    }

    @Test
    void triesAgainWithFewerStepsAndSaysSo() {
        var answer = Drawing.of("a red star")
                .with("size", "512x512")
                .with("steps", 100)
                .draw();
        assertThat(answer.getString("kintsugi.trail[0].failure")).isEqualTo("inference_timeout");
        assertThat(answer.getString("kintsugi.degraded[0].what")).isEqualTo("steps");
        assertThat(answer.getInt("kintsugi.steps")).isLessThan(100);
    }

    @Test
    void stopsTheRunAndSaysThatTimeRanOutWhereNothingElseMayBeTried() {
        Drawing.of("a red star")
                .with("size", "768x768")
                .with("steps", 100)
                .with("recovery", "none")
                .send()
                .then()
                .statusCode(504)
                .body("error.code", Matchers.equalTo("inference_timeout"));
    }
}
