package dev.kintsugi.api.openapi;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.NodeProject;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Redocly's recommended rules find nothing in the document that the running service serves. */
@QuarkusTest
class OpenApiLintTest {

    @Test
    void isWithoutErrorsAndWarnings() throws Exception {
        NodeProject.install();
        Files.writeString(
                Path.of("target/node/openapi.json"),
                given().get("/q/openapi?format=json").asString());
        var printed = NodeProject.run(
                Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
                "node_modules/.bin/redocly",
                "lint",
                "openapi.json",
                "--config=redocly.yaml",
                "--max-problems=50");
        assertThat(printed).contains("Your API description is valid").doesNotContain("warning  ");
    }
}
