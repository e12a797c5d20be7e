package dev.kintsugi.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service that starts on a disk without any room: what only reads is answered, and what must be written is refused. */
@QuarkusTest
@QuarkusTestResource(value = FullDiskAtStartTest.FullDisk.class, restrictToAnnotatedClass = true)
class FullDiskAtStartTest {

    private static final Path HOME = Path.of("target/test-home-full");

    /** A file system of its own, full before the service starts. */
    public static final class FullDisk implements QuarkusTestResourceLifecycleManager {

        @Override
        public Map<String, String> start() {
            try {
                Files.createDirectories(HOME);
                if (run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", HOME.toString())) {
                    fill(HOME.resolve("filling"));
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return Map.of("kintsugi.home", HOME.toString());
        }

        private static void fill(Path filling) throws IOException {
            try (var out = Files.newOutputStream(filling)) {
                var block = new byte[4096]; // so that nothing is left
                while (true) {
                    out.write(block);
                }
            } catch (IOException full) {
                assertThat(Files.size(filling)).isPositive();
            }
        }

        private static boolean run(String... command) throws IOException {
            try {
                return new ProcessBuilder(command).start().waitFor() == 0;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void stop() {
            try {
                run("umount", "-l", HOME.toString());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void requireFullDisk() throws IOException {
        assumeTrue(Files.exists(HOME.resolve("filling")), "mounting is allowed here");
        assertThat(Files.getFileStore(HOME).getUsableSpace()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/jobs, 200",
        "/v1/jobs/job_00000000000000000000000000000000, 404",
        "/v1/jobs/job_00000000000000000000000000000000/artifacts/image-0.png, 404",
        "/v1/models, 200",
        "/v1/models/shapes-diffusion, 200",
        "/v1/status, 200",
        "/, 200",
        "/index.html, 200",
        "/jobs, 200",
        "/failures, 200",
        "/app/main.js, 200",
        "/app/icon.svg, 200",
        "/app/none.js, 404",
        "/q/swagger-ui/, 200",
        "/q/swagger-ui/swagger-ui-bundle.js, 200",
    })
    void whatReadsIsAnswered(String path, int status) throws IOException {
        requireFullDisk();
        var answer = given().get(path);
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(status);
    }

    @Test
    void theStatusTellsOfItWithoutARequestAndThatItHealed() throws IOException {
        requireFullDisk();
        var needDisk = List.of("durable_jobs", "kept_pictures", "kept_knowledge", "model_repair");
        await().atMost(Duration.ofSeconds(10)).until(() -> degraded().containsAll(needDisk));
        assertThat(given().get("/v1/status").jsonPath().getString("status")).isNotEqualTo("healthy");
        Files.delete(HOME.resolve("filling"));
        try {
            await().atMost(Duration.ofSeconds(45))
                    .until(() -> degraded().stream().noneMatch(needDisk::contains));
        } finally {
            FullDisk.fill(HOME.resolve("filling"));
        }
    }

    private static List<String> degraded() {
        return given().get("/v1/status").jsonPath().getList("features.findAll { it.degraded }.name");
    }

    @Test
    void whatMustBeWrittenIsRefused() throws IOException {
        requireFullDisk();
        var answer = given().contentType(ContentType.JSON)
                .body(Map.of("prompt", "a red star"))
                .post("/v1/jobs");
        assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(507);
        assertThat(answer.jsonPath().getString("code")).isEqualTo("storage_space_insufficient");
    }
}
