package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.diffusion.TinyExport;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage of the models folder while the service runs, healed without a request; what is told agrees with what is drawn. */
@QuarkusTest
@TestProfile(ModelDamageTest.Watched.class)
class ModelDamageTest {

    private static final Path HOME = Path.of("target/test-home-damage").toAbsolutePath();
    private static final ModelsFolder MODELS = new ModelsFolder(HOME.resolve("models"));
    private static final String FULL = "shapes-diffusion";
    private static final String LITE = "shapes-diffusion-lite";

    /** Files are checked all the time. */
    public static class Watched implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kintsugi.home", HOME.toString(),
                    "kintsugi.models.repair", "always",
                    "kintsugi.models.check-every", "200ms",
                    "kintsugi.breakers.window", "1000",
                    "kintsugi.result-cache.bytes", "0");
        }
    }

    private byte[] expected;

    @BeforeEach
    void beWhole() throws IOException {
        MODELS.mend(FULL);
        MODELS.mend(LITE);
        awaitHealthy();
        expected = Drawing.png(drawing().draw());
    }

    @ParameterizedTest
    @ValueSource(strings = {"manifest", "file", "model", "models folder", "file in its place"})
    void isMendedWithoutARequest(String what) throws IOException {
        var models = MODELS.root();
        var whole = Files.readAllBytes(models.resolve(FULL).resolve("1.0.0/unet/model.onnx"));
        switch (what) {
            case "manifest" -> Files.delete(models.resolve(FULL).resolve("1.0.0/manifest.yaml"));
            case "file" -> RealFaultsTest.flip(models.resolve(FULL).resolve("1.0.0/unet/model.onnx"));
            case "model" -> delete(models.resolve(FULL));
            case "models folder" -> delete(models);
            default -> {
                delete(models);
                Files.writeString(models, "a file");
            }
        }
        var sample = models.resolve(FULL).resolve("1.0.0/unet/model.onnx");
        await(() -> Files.isRegularFile(sample) && Arrays.equals(Files.readAllBytes(sample), whole));
        awaitHealthy();
        assertThat(given().get("/v1/models").jsonPath().getList("data.id", String.class))
                .containsExactlyInAnyOrder(FULL, LITE);
        given().get("/q/health/ready").then().statusCode(200);
        var answer = drawing().draw();
        assertThat(answer.getString("kintsugi.model_used")).isEqualTo(FULL);
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }

    /** As when the disk that it leads to is not mounted for a while. */
    @Test
    void aModelsFolderThatIsALinkIsNotReplacedWhileItsTargetIsAway() throws IOException {
        var models = MODELS.root();
        var disk = models.resolveSibling("disk");
        Files.move(models, disk);
        Files.createSymbolicLink(models, disk);
        awaitHealthy();
        Files.move(disk, disk.resolveSibling("not-mounted"));
        await(() -> feature("model_repair"));
        await(() -> status("status").equals("degraded"));
        await(() -> status("features.causes.flatten().problem").contains("is a link to a folder that is not there"));
        await(() -> status("models.find { it.id == '" + FULL + "' }.state").equals("available"));
        assertThat(Drawing.png(drawing().draw())).isEqualTo(expected);
        assertThat(Files.readSymbolicLink(models)).isEqualTo(disk);
        Files.move(disk.resolveSibling("not-mounted"), disk);
        awaitHealthy();
        assertThat(Files.readSymbolicLink(models)).isEqualTo(disk);
        Files.delete(models);
        Files.move(disk, models);
        awaitHealthy();
    }

    @Test
    void whatCannotBeMendedIsToldAndAnotherModelAnswers() throws IOException {
        MODELS.makeUnusable(FULL);
        awaitState(FULL, "missing");
        await(() -> feature("text_to_image") && feature("model_repair"));
        assertThat(status("status")).isEqualTo("degraded");
        assertThat(status("models.find { it.id == '" + FULL + "' }.usable")).isEqualTo("[]");
        given().get("/q/health/ready").then().statusCode(200);
        assertThat(drawing().draw().getString("kintsugi.model_used")).isEqualTo(LITE);
    }

    /** No source, no other model, nobody who writes: coming back is of no use. */
    @ParameterizedTest
    @ValueSource(strings = "missing")
    void damageThatNothingCanMendIsNotToldToPass(String damage) throws IOException {
        var own = MODELS.root().resolve("own");
        new TinyExport(own);
        var network = own.resolve("unet/model.onnx");
        if (damage.equals("missing")) {
            Files.delete(network);
        } else {
            Files.write(network, Arrays.copyOf(Files.readAllBytes(network), (int) Files.size(network) / 2));
        }
        await(() -> given().get("/v1/models/own").statusCode() == 200);
        await(() -> !answer().jsonPath().getBoolean("error.kintsugi.retryable"));
        var answer = answer();
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isNull();
        assertThat(answer.jsonPath().getBoolean("error.kintsugi.requires_user_action"))
                .isTrue();
        assertSaysNothingOfHealing(answer);
        delete(own);
        await(() -> given().get("/v1/models/own").statusCode() == 404);
    }

    private static void assertSaysNothingOfHealing(io.restassured.response.Response answer) {
        assertThat((Object) answer.jsonPath().get("error.kintsugi.estimated_resolution_seconds"))
                .isNull();
        assertThat(answer.jsonPath().getList("error.kintsugi.suggestions", String.class))
                .isNotEmpty()
                .anyMatch(text -> text.contains("replace the damaged files"))
                .noneMatch(text -> text.contains("in a few minutes") || text.startsWith("Set recovery to any"));
    }

    private static io.restassured.response.Response answer() {
        return drawing().with("model", "own").send();
    }

    /** Finer weights are no worse, but give another picture. */
    @Test
    void anotherPrecisionThanWasAskedForIsTold() throws IOException {
        var own = MODELS.root().resolve("own");
        installWithoutSources(own);
        Files.delete(own.resolve("1.0.0/unet/model_int8.onnx"));
        await(() -> given().get("/v1/models/own").statusCode() == 200);
        var drawing = drawing().with("model", "own").with("precision", "int8");
        var answer = drawing.draw();
        assertThat(answer.getString("kintsugi.precision")).isEqualTo("fp16");
        assertThat(answer.getList("kintsugi.degraded.what", String.class)).containsExactly("precision");
        assertThat(answer.getList("kintsugi.warnings", String.class)).anyMatch(text -> text.contains("precision"));
        drawing.with("recovery", "retry").send().then().statusCode(503);
        delete(own);
        await(() -> given().get("/v1/models/own").statusCode() == 404);
    }

    private static void installWithoutSources(Path own) throws IOException {
        var original = MODELS.folder(LITE);
        try (var files = Files.walk(original)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var copy =
                        own.resolve("1.0.0").resolve(original.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        var manifest = own.resolve("1.0.0/manifest.yaml");
        Files.writeString(
                manifest,
                Files.readString(manifest)
                        .replaceAll("(?m)^ *sources:.*\n", "")
                        .replaceFirst("(?m)^id: .*", "id: own"));
    }

    @Test
    void withoutAnyUsableModelItIsNotReadyAndSaysSo() throws IOException {
        MODELS.makeUnusable(FULL);
        MODELS.makeUnusable(LITE);
        await(() -> status("status").equals("unable"));
        given().get("/q/health/ready").then().statusCode(503);
        given().get("/q/health/live").then().statusCode(200);
        drawing().send().then().statusCode(503);
        assertThat(given().get("/v1/models").jsonPath().getList("data.id", String.class))
                .containsExactlyInAnyOrder(FULL, LITE);
        await(() -> given().get("/admin/tickets").jsonPath().getList("state").contains("open"));
    }

    @Test
    void capitalsDoNotMatterAndWritersDrawNothing() {
        assertThat(drawing().with("model", "Shapes-Diffusion").draw().getString("kintsugi.model_used"))
                .isEqualTo(FULL);
        var refused = drawing().with("model", "scene-writer").send();
        assertThat(refused.statusCode()).isBetween(400, 499);
        assertThat(refused.asString()).contains("does not draw");
    }

    private static Drawing drawing() {
        return Drawing.of("a red star").with("size", "64x64").with("steps", 2);
    }

    private static void awaitHealthy() {
        awaitState(FULL, "available");
        awaitState(LITE, "available");
        await(() -> status("status").equals("healthy"));
    }

    private static void awaitState(String model, String state) {
        await(() -> status("models.find { it.id == '" + model + "' }.state").equals(state));
    }

    private static void await(java.util.concurrent.Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(condition);
    }

    private static boolean feature(String name) {
        return status("features.find { it.name == '" + name + "' }.degraded").equals("true");
    }

    private static String status(String field) {
        return String.valueOf(given().get("/v1/status").jsonPath().getString(field));
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (var files = Files.walk(path)) {
            List<Path> all = files.sorted(Comparator.reverseOrder()).toList();
            for (var file : all) {
                Files.deleteIfExists(file);
            }
        } catch (java.io.UncheckedIOException e) {
            delete(path); // the service put something back meanwhile
        } catch (java.nio.file.DirectoryNotEmptyException e) {
            delete(path);
        }
    }
}
