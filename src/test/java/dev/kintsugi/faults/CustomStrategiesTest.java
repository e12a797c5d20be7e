package dev.kintsugi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real command and a real webhook are asked what to do about real failures. */
@QuarkusTest
@TestProfile(CustomStrategiesTest.Asked.class)
class CustomStrategiesTest {

    /** 18 MiB, so that 512 × 512 runs out of memory. */
    public static class Asked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.device.memory", "18M",
                    "kintsugi.breakers.window", "1000",
                    "kintsugi.result-cache.bytes", "0",
                    "kintsugi.home", "target/test-home-advised");
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(Advisers.class), new TestResourceEntry(AlertReceivers.class));
        }
    }

    private static final String MODEL = "shapes-diffusion";
    private static final ModelsFolder MODELS = new ModelsFolder(Path.of("target/test-home-advised/models"));

    @BeforeEach
    void forget() {
        io.restassured.RestAssured.post("/admin/recovery/reset").then().statusCode(204);
    }

    @AfterEach
    void mend() throws IOException {
        MODELS.mend(MODEL);
        Awaitility.await().until(ServiceHome::isAtRest);
    }

    @Test
    void aCommandMendsWhatTheServiceCannotAndTheSameIsTriedAgain() throws IOException {
        MODELS.makeUnusable(MODEL);
        Advisers.commandDoes("rm %s && mv %s %1$s".formatted(MODELS.folder(MODEL), MODELS.aside(MODEL)));
        var answer = small().with("recovery", "same_model").draw();
        assertThat(answer.getString("kintsugi.trail[-1].strategy")).isEqualTo("custom");
        assertThat(answer.getString("kintsugi.trail[-1].action")).isEqualTo("ask mender");
        assertThat(answer.getString("kintsugi.trail[-1].outcome")).isEqualTo("worked");
        assertThat(answer.getList("kintsugi.degraded")).isEmpty();
        var asked = JsonPath.from(Advisers.asked("asked-command.json"));
        assertThat(asked.getString("model")).isEqualTo(MODEL);
        assertThat(asked.getString("size")).isEqualTo("64x64");
        assertThat(asked.getString("category")).isEqualTo("model");
        assertThat(asked.getMap("")).doesNotContainKey("prompt");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "exit 3 | the command ended with 3",
                "echo nonsense | its answer is no JSON",
                "echo '{\"action\":\"retry\",\"now\":true}' | its answer has a field 'now' that is not known",
                "echo '{\"action\":\"give_up\",\"reason\":\"nobody is at home\"}' | nobody is at home",
                "echo '{\"action\":\"fallback\",\"model\":\"no-such-model\"}' | no model",
                "yes | its answer is too long",
                "sleep 30 | the command did not answer within 2000 ms and was stopped",
            })
    void aCommandThatCannotHelpIsToldOfInTheTrail(String does, String told) throws IOException {
        MODELS.makeUnusable(MODEL);
        Advisers.commandDoes(does);
        var error = small().with("recovery", "same_model")
                .send()
                .then()
                .statusCode(org.hamcrest.Matchers.greaterThanOrEqualTo(500))
                .extract()
                .jsonPath();
        assertThat(error.getString("error.kintsugi.trail.findAll { it.strategy == 'custom' }[0].action"))
                .startsWith("asked mender: ")
                .contains(told);
        assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                .noneMatch(line -> line.equals("sleep 30"));
    }

    @Test
    void aWebhookSaysWithWhichParametersItWouldFit() throws IOException {
        Advisers.webhookSays("200 {\"action\":\"adjust\",\"size\":\"128x128\",\"steps\":3}");
        var answer = large().draw();
        assertThat(answer.getString("size")).isEqualTo("128x128");
        assertThat(answer.getInt("kintsugi.steps")).isEqualTo(3);
        assertThat(answer.getList("kintsugi.degraded.what")).containsExactly("size", "steps");
        assertThat(answer.getList("kintsugi.trail")).hasSize(1);
        assertThat(answer.getString("kintsugi.trail[0].action"))
                .isEqualTo("ask shrinker: size, steps: 512x512, 5 → 128x128, 3");
        assertThat(Advisers.asked("asked-webhook-as.txt")).isEqualTo("Bearer open-sesame");
        assertThat(JsonPath.from(Advisers.asked("asked-webhook.json")).getString("failure"))
                .isEqualTo("vram_exhaustion");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 {\"action\":\"adjust\",\"size\":\"640x640\"} | the size 640x640 is larger than 512x512",
                "200 {\"action\":\"adjust\",\"size\":\"100x100\"} | is none that the model draws",
                "200 {\"action\":\"adjust\"} | the advice changes nothing",
                "200 {\"action\":\"retry\",\"after_ms\":99999999} | the pause must be",
                "500 | the webhook answered 500",
                "302 | the webhook answered 302",
                "nothing | the webhook did not answer within 2000 ms",
            })
    void aWebhookThatCannotHelpIsToldOfInTheTrail(String says, String told) throws IOException {
        Advisers.webhookSays(says);
        var error = large().send().then().statusCode(507).extract().jsonPath();
        assertThat(error.getString("error.kintsugi.trail[0].action"))
                .startsWith("asked shrinker: ")
                .contains(told);
    }

    @Test
    void nothingIsDoneThatTheCallerDoesNotAllow() throws IOException {
        Advisers.webhookSays("200 {\"action\":\"adjust\",\"size\":\"128x128\"}");
        var error = large().with("recovery", "retry")
                .send()
                .then()
                .statusCode(507)
                .extract()
                .jsonPath();
        assertThat(error.getString("error.kintsugi.trail[0].action"))
                .isEqualTo("asked shrinker: was not done, the caller does not allow size: 512x512 → 128x128");
    }

    private static Drawing small() {
        return Drawing.of("a red star").with("size", "64x64").with("steps", 2);
    }

    private static Drawing large() {
        return Drawing.of("a red star").with("size", "512x512").with("steps", 5);
    }
}
