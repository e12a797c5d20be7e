package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The build files of the containers, by a linter and by what an operator relies on. */
class DockerfilesTest {

    private static final Path FOLDER = Path.of("src/main/docker");

    @Test
    void theLinterHasNothingToSay() throws Exception {
        NodeProject.install();
        try (var files = Files.list(FOLDER)) {
            for (var file : files.toList()) {
                assertThat(lint(file)).isBlank();
            }
        }
    }

    @Test
    void theLinterFindsWhatIsWrong() throws Exception {
        NodeProject.install();
        var wrong = Files.writeString(Path.of("target/node/Dockerfile.wrong"), "FROM debian:12-slim\nEXPOSE port\n");
        assertThatThrownBy(() -> lint(wrong)).hasMessageContaining("EXPOSE");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-gpu"})
    void runsWithoutRightsAndWritesToItsVolumesOnly(String kind) throws IOException {
        var lines = Files.readAllLines(FOLDER.resolve("Dockerfile." + kind));
        assertThat(lines).contains("USER 65532:65532", "VOLUME [\"/var/lib/kintsugi\", \"/tmp\"]");
        assertThat(lines).anyMatch(line -> line.startsWith("HEALTHCHECK "));
        assertThat(lines.indexOf("USER 65532:65532"))
                .as("all files belong to root, so the service cannot change them")
                .isGreaterThan(lastCopy(lines));
    }

    private static int lastCopy(List<String> lines) {
        return lines.indexOf(
                lines.stream().filter(line -> line.startsWith("COPY ")).toList().getLast());
    }

    private static String lint(Path file) throws IOException, InterruptedException {
        return NodeProject.run(
                Map.of(),
                "node_modules/.bin/dockerfile-utils",
                "lint",
                file.toAbsolutePath().toString());
    }
}
