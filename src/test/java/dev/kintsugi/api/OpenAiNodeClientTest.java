package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The official OpenAI client for Node works unchanged; what it is asked for stands in src/test/node. */
@QuarkusTest
class OpenAiNodeClientTest {

    private static final Path SOURCE = Path.of("src/test/node");
    private static final Path FOLDER = Path.of("target/node");

    @TestHTTPResource("/v1")
    URI url;

    @Test
    void drawsForTheOfficialNodeClient() throws Exception {
        assumeTrue(isOnPath("node") && isOnPath("npm"), "needs node and npm");
        copySources();
        run("npm", "ci", "--no-audit", "--no-fund");
        run("node", "--test", "client.test.mjs");
    }

    private void run(String... command) throws IOException, InterruptedException {
        var log = FOLDER.resolve(command[0] + ".log");
        var builder = new ProcessBuilder(command)
                .directory(FOLDER.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("KINTSUGI_URL", url.toString());
        var process = builder.start();
        var ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        assertThat(ended && process.exitValue() == 0)
                .as(() -> String.join(" ", command) + " failed:\n" + read(log))
                .isTrue();
    }

    private static void copySources() throws IOException {
        Files.createDirectories(FOLDER);
        for (var name : List.of("package.json", "package-lock.json", "client.test.mjs")) {
            Files.copy(SOURCE.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static boolean isOnPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return "no output: " + e;
        }
    }
}
