package dev.kintsugi.faults;

import static dev.kintsugi.faults.TensorJobsFixture.submit;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The newest version of a model is damaged and nothing can restore it: an older one answers, and says so. */
@QuarkusTest
@TestProfile(OlderVersionTest.Watched.class)
class OlderVersionTest {

    private static final Path MODELS = Path.of("target/test-home-versions/models");
    private static final String FULL = "shapes-diffusion";
    private static final Path OLDER = MODELS.resolve(FULL).resolve("1.0.0");
    private static final Path NEWEST = MODELS.resolve(FULL).resolve("1.1.0");

    /** Files are checked all the time, and few failures open a breaker. */
    public static class Watched implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", "target/test-home-versions",
                    "kintsugi.models.check-every", "200ms",
                    "kintsugi.breakers.window", "4",
                    "kintsugi.breakers.delay", "1h",
                    "kintsugi.result-cache.bytes", "0");
        }
    }

    @BeforeEach
    void installTheNewest() throws IOException {
        if (Files.exists(NEWEST)) {
            copyNetworks();
        }
        await(() -> status("status").equals("healthy"));
        copyNetworks();
        var manifest = Files.readString(OLDER.resolve("manifest.yaml"))
                .lines()
                .filter(line -> !line.strip().startsWith("sources:"))
                .map(line -> line.startsWith("version:") ? "version: 1.1.0" : line)
                .collect(Collectors.joining("\n"));
        Files.writeString(NEWEST.resolve("manifest.yaml"), manifest);
        await(() -> model("version").equals("1.1.0") && model("state").equals("available"));
        assertThat(answeredBy(drawing().draw())).isEqualTo("1.1.0");
    }

    @Test
    void answersUntilTheNewestIsWholeAgain() throws IOException {
        damage(NEWEST);
        for (int i = 0; i < 8; i++) { // the first find the damage, the others an open breaker
            var answer = drawing().draw();
            assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
            assertThat(answer.getBoolean("kintsugi.was_fallback")).isTrue();
            assertThat(answeredBy(answer)).isEqualTo("1.0.0");
            assertThat(answer.getList("kintsugi.warnings", String.class))
                    .anyMatch(warning -> warning.startsWith("The result has version 1.0.0 instead of 1.1.0"));
            assertThat(answer.getList("kintsugi.trail.action", String.class)).contains("version: 1.1.0 → 1.0.0");
        }
        assertThat(drawing().with("recovery", "retry").send().statusCode()).isEqualTo(503);
        assertThat(answeredBy(drawing().with("recovery", "same_model").draw())).isEqualTo("1.0.0");

        await(() -> status("status").equals("degraded"));
        assertThat(model("version")).isEqualTo("1.1.0");
        assertThat(model("state")).isEqualTo("corrupted");
        assertThat(model("usable")).isEqualTo("[]");
        assertThat(model("versions[0].version")).isEqualTo("1.0.0");
        assertThat(model("versions[0].state")).isEqualTo("available");
        await(() -> status("features.causes.flatten().problem").contains("its version 1.0.0 answers"));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/v1/models/" + FULL)
                .then()
                .body("kintsugi.version", equalTo("1.1.0"))
                .body("kintsugi.state", equalTo("corrupted"));

        copyNetworks();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> answeredBy(drawing().draw()), "1.1.0"::equals);
        await(() -> status("status").equals("healthy"));
        assertThat(drawing().draw().getList("kintsugi.trail")).isEmpty();
    }

    @Test
    void answersForANewestVersionWhoseManifestCannotBeRead() throws IOException {
        var manifest = NEWEST.resolve("manifest.yaml");
        var whole = Files.readString(manifest);
        Files.writeString(manifest, "id: [");
        try {
            await(() -> model("state").equals("incompatible"));
            var answer = drawing().draw();
            assertThat(answeredBy(answer)).isEqualTo("1.0.0");
            assertThat(answer.getBoolean("kintsugi.was_fallback")).isTrue();
            assertThat(answer.getList("kintsugi.degraded.what", String.class)).contains("version");
            assertThat(drawing().with("recovery", "none").send().statusCode()).isEqualTo(503);
            computesTensors().body("kintsugi.degraded.find { it.what == 'version' }.to", equalTo("1.0.0"));
            assertThat(model("version")).isEqualTo("1.1.0");
            assertThat(status("status")).isEqualTo("degraded");
        } finally {
            Files.writeString(manifest, whole);
            given().post("/admin/recovery/reset").then().statusCode(204);
        }
    }

    @Test
    void computesTensorsToo() throws IOException {
        damage(NEWEST);
        computesTensors();
    }

    private static ValidatableResponse computesTensors() {
        var ids = Map.of("dtype", "int32", "shape", List.of(1, 32), "data", Collections.nCopies(32, 1));
        return submit(Map.of(
                        "kind", "tensor", "model", FULL, "network", "text_encoder", "inputs", Map.of("input_ids", ids)))
                .statusCode(200)
                .body("kintsugi.was_fallback", equalTo(true))
                .body("kintsugi.degraded.what", hasItem("version"));
    }

    @Test
    void anotherModelAnswersIfNoVersionIsWhole() throws IOException {
        var older = MODELS.resolve(FULL).resolve("0.9.0");
        Files.createDirectories(older);
        try {
            Files.writeString(
                    older.resolve("manifest.yaml"),
                    Files.readString(NEWEST.resolve("manifest.yaml")).replace("version: 1.1.0", "version: 0.9.0"));
            damage(NEWEST);
            new ModelsFolder(MODELS).makeUnusable(FULL);
            await(() -> model("versions.state").equals("[missing, missing]"));
            assertThat(drawing().draw().getString("kintsugi.model_used")).isEqualTo("shapes-diffusion-lite");
        } finally {
            new ModelsFolder(MODELS).mend(FULL);
            Files.delete(older.resolve("manifest.yaml"));
            Files.delete(older);
            copyNetworks();
        }
    }

    /** The version of the full model that an answer is from. */
    private static String answeredBy(JsonPath answer) {
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
        return answer.getList("kintsugi.degraded.what").contains("version")
                ? answer.getString("kintsugi.degraded.find { it.what == 'version' }.to")
                : "1.1.0";
    }

    private static void damage(Path version) throws IOException {
        try (var files = Files.walk(version)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".onnx")).toList()) {
                RealFaultsTest.flip(file);
            }
        }
    }

    /** As a person would bring them back. */
    private static void copyNetworks() throws IOException {
        try (var files = Files.walk(OLDER)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var name = OLDER.relativize(file).toString();
                if (!name.equals("manifest.yaml")) {
                    Files.createDirectories(NEWEST.resolve(name).getParent());
                    Files.write(NEWEST.resolve(name), Files.readAllBytes(file));
                }
            }
        }
    }

    private static Drawing drawing() {
        return Drawing.of("a red star").with("size", "64x64").with("steps", 2);
    }

    private static String model(String field) {
        return status("models.find { it.id == '" + FULL + "' }." + field);
    }

    private static String status(String field) {
        return String.valueOf(given().get("/v1/status").jsonPath().getString(field));
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }
}
