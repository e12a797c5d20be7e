package dev.kintsugi.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command by which a container engine asks whether the service lives, as the images' build files have it. */
@QuarkusTest
class ContainerHealthTest {

    private static final int NOBODY_LISTENS = 1;

    @TestHTTPResource("/")
    URI url;

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native", "native-gpu"})
    void tellsALivingServiceFromNone(String kind) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        assertThat(ask(kind, url.getPort())).isZero();
        assertThat(ask(kind, NOBODY_LISTENS)).isNotZero();
    }

    private static int ask(String kind, int port) throws IOException, InterruptedException {
        var line = Files.readAllLines(Path.of("src/main/docker/Dockerfile." + kind)).stream()
                .filter(text -> text.startsWith("HEALTHCHECK "))
                .findFirst()
                .orElseThrow();
        var command = new ObjectMapper().readValue(line.substring(line.indexOf("CMD ") + 4), String[].class);
        var local = Arrays.stream(command)
                .map(part -> part.replace("/8080", "/" + port))
                .toList();
        var process = new ProcessBuilder(local).redirectErrorStream(true).start();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }
}
