package dev.kintsugi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.diffusion.Workbench;
import io.quarkus.test.junit.QuarkusIntegrationTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service as it is shipped, started as a process of its own: as a jar, and as a native executable with -Dnative. */
@QuarkusIntegrationTest
class PackagedIT {

    private static final String PROMPT = "a large red star on a blue background";

    @Test
    void leavesNothingOfOnnxRuntimesTelemetryBehind() throws IOException {
        given().get("/q/health/ready").then().statusCode(200);
        try (var left = Files.list(Path.of(System.getenv("TMPDIR")))) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.startsWith("mat-debug") || name.equals(".ses"));
        }
    }

    @Test
    void drawsTheSameBytesAsThisJvm(@TempDir Path home) {
        var bench = new Workbench(home);
        var expected = bench.pipeline
                .run(bench.plan("shapes-diffusion", PROMPT), Workbench.run(_ -> {}))
                .getFirst();
        var answer = given().contentType("application/json")
                .body(Map.of("prompt", PROMPT, "seed", 42, "steps", 20, "guidance", 5, "size", "128x128"))
                .post("/v1/images/generations")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(answer.getList("kintsugi.trail")).isEmpty();
        assertThat(Base64.getDecoder().decode(answer.getString("data[0].b64_json")))
                .isEqualTo(expected.content());
    }
}
