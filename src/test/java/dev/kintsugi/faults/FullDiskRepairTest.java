package dev.kintsugi.faults;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A model file is damaged while the disk of the models has no room for a whole one: what is still whole answers. */
@QuarkusTest
@QuarkusTestResource(value = FullDiskRepairTest.SmallDisk.class, restrictToAnnotatedClass = true)
class FullDiskRepairTest {

    private static final Path MODELS = Path.of("target/test-models-small-disk");
    private static final Path FILLING = MODELS.resolve("filling");
    private static final String FULL = "shapes-diffusion";
    private static final String UNET = "unet/model.onnx";

    /** A file system of its own for the models. */
    public static final class SmallDisk implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Files.createDirectories(MODELS);
                run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", MODELS.toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Map.of(
                    "kintsugi.models.dir", MODELS.toString(),
                    "kintsugi.models.check-every", "1h",
                    "kintsugi.result-cache.bytes", "0");
        }

        @Override
        public void stop() {
            try {
                run("umount", "-l", MODELS.toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void run(String... command) throws IOException {
            try {
                new ProcessBuilder(command).start().waitFor();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void fill() throws IOException {
        assumeTrue(Files.getFileStore(MODELS).type().equals("tmpfs"), "mounting is allowed here");
        assertThat(drawing().draw().getList("kintsugi.trail")).isEmpty();
        try (var out = Files.newOutputStream(FILLING)) {
            var block = new byte[4096];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            assertThat(Files.getFileStore(MODELS).getUsableSpace()).isZero();
        }
    }

    @AfterEach
    void free() throws IOException {
        Files.deleteIfExists(FILLING);
        given().post("/admin/recovery/reset").then().statusCode(204);
    }

    @Test
    void anotherPrecisionOrModelAnswersUntilThereIsRoom() throws IOException {
        RealFaultsTest.flip(MODELS.resolve(FULL).resolve("1.0.0").resolve(UNET));

        var refused = drawing().with("recovery", "retry").send();
        assertThat(refused.statusCode()).as(refused.asString()).isIn(503, 507);
        assertThat(refused.asString()).contains("no room for " + UNET, "free some, and it is fetched again");

        var same = drawing().with("recovery", "same_model").draw();
        assertThat(same.getString("kintsugi.model_used")).isEqualTo(FULL);
        assertThat(same.getList("kintsugi.degraded.what", String.class)).contains("precision");
        assertThat(told(same)).contains("no room for " + UNET);

        var any = drawing().draw();
        assertThat(any.getList("kintsugi.degraded")).isNotEmpty();

        Files.delete(FILLING);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> drawing().draw().getList("kintsugi.degraded").isEmpty());
    }

    private static String told(JsonPath answer) {
        return answer.getString("kintsugi.trail") + answer.getString("kintsugi.warnings");
    }

    private static Drawing drawing() {
        return Drawing.of("a red star").with("size", "64x64").with("steps", 2);
    }
}
