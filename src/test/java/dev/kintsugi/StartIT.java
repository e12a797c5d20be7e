package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot succeed, that are ended, and those after SIGKILL: each a process of its own. */
class StartIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void allWrongSettingsAreToldInALineEach() throws Exception {
        var ended = start(Map.of(
                "KINTSUGI_JOBS_QUEUE", "many",
                "KINTSUGI_DEVICE_MEMORY", "lots",
                "KINTSUGI_LOAD_WEIGHT", "3"));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines())
                .containsExactly(
                        "kintsugi cannot start: kintsugi.device.memory is 'lots', but must be an amount such as 512M or 4G,"
                                + " or unlimited",
                        "kintsugi cannot start: kintsugi.jobs.queue is 'many', but must be a whole number from 1 to 1000000",
                        "kintsugi cannot start: kintsugi.load.weight is '3', but must be a number from 0.01 to 1");
    }

    @Test
    void homeThatIsAFileEndsTheStartWithOneLine() throws Exception {
        var home = Files.createFile(folder.resolve("file"));
        var ended = start(Map.of("KINTSUGI_HOME", home.toString()));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines())
                .singleElement()
                .asString()
                .startsWith("kintsugi cannot start: the home " + home + " is not a folder");
    }

    @Test
    void jobsOfANewerVersionEndTheStartWithOneLine() throws Exception {
        var file = folder.resolve("kintsugi.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("pragma user_version = 99");
        }
        var ended = start(Map.of("KINTSUGI_HOME", folder.toString()));
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.lines())
                .filteredOn(line -> line.startsWith("kintsugi cannot start: "))
                .singleElement()
                .asString()
                .contains(file.toString(), "newer version", "its schema has version 99", "kintsugi.home");
        assertThat(ended.lines()).noneMatch(line -> line.startsWith("\tat ") || line.contains("\"frames\""));
        assertThat(ended.lines()).noneMatch(line -> line.contains("cannot be given back"));
    }

    @Test
    void portThatIsUsedEndsTheStartWithALineAndNoStackTrace() throws Exception {
        try (var socket = new ServerSocket(0)) {
            var ended = start(Map.of("QUARKUS_HTTP_PORT", String.valueOf(socket.getLocalPort())));
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.lines())
                    .filteredOn(line -> line.startsWith("kintsugi cannot start: "))
                    .singleElement()
                    .asString()
                    .contains("port " + socket.getLocalPort());
            assertThat(ended.lines()).noneMatch(line -> line.startsWith("\tat "));
        }
    }

    /** As early as the process can be hit, and later. */
    @Test
    void sigtermEndsAStart() throws Exception {
        for (var millis : List.of(50, 600, 1500)) {
            var process = begin(Map.of());
            process.waitFor(millis, TimeUnit.MILLISECONDS);
            process.toHandle().destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as("after %d ms", millis).isEqualTo(143);
        }
    }

    @Test
    void nothingStaysInTheFolderForTemporaryFilesAndDamagedLibrariesAreMadeWhole() throws Exception {
        var temporary = Files.createDirectory(folder.resolve("temporary"));
        try (var service = new ServiceProcess(folder.resolve("home"), "-Djava.io.tmpdir=" + temporary)) {
            service.start();
            draw(service);
            service.send(HttpRequest.newBuilder(service.at("/")));
            service.kill();
            try (var left = Files.walk(temporary)) {
                assertThat(left.filter(Files::isRegularFile)).isEmpty();
            }
            var libraries = service.libraries();
            for (var library : libraries) {
                Files.write(library, Arrays.copyOf(Files.readAllBytes(library), 50_000));
            }
            service.start();
            draw(service);
            assertThat(service.libraries()).isEqualTo(libraries);
        }
    }

    private static void draw(ServiceProcess service) throws IOException, InterruptedException {
        assertThat(service.post("/v1/images/generations", "{'prompt':'a red star','size':'64x64','steps':2,'seed':1}")
                        .path("data"))
                .hasSize(1);
    }

    private record Ended(int code, List<String> lines) {}

    private Ended start(Map<String, String> environment) throws IOException, InterruptedException {
        var process = begin(environment);
        Awaitility.await().atMost(PATIENCE).until(() -> !process.isAlive());
        return new Ended(process.exitValue(), Files.readAllLines(folder.resolve("log")));
    }

    private Process begin(Map<String, String> environment) throws IOException {
        var builder = new ProcessBuilder(ServiceProcess.program(List.of()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().put("KINTSUGI_HOME", folder.resolve("home").toString());
        builder.environment().put("QUARKUS_HTTP_PORT", "0");
        builder.environment().putAll(environment);
        return builder.start();
    }
}
