package dev.kintsugi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;

/** The packaged service as a process of its own, the jar or, where there is none, the executable. */
public final class ServiceProcess implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Path home;
    private final List<String> properties;
    private List<String> starter = List.of();
    private Process process;
    private int port;

    /** One that is not started yet. */
    public ServiceProcess(Path home, String... properties) {
        this.home = home;
        this.properties = List.of(properties);
    }

    /** The same started by another program, which gives it fewer rights for example. */
    public ServiceProcess under(String... program) {
        starter = List.of(program);
        return this;
    }

    /** Whether the process has not ended. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Returns when it listens. */
    public void start() throws IOException {
        begin();
        awaitStart();
    }

    /** Returns at once. */
    void begin() throws IOException {
        Files.createDirectories(home);
        port = FreePort.find();
        process = new ProcessBuilder(command())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
                .start();
    }

    void awaitStart() {
        Awaitility.await("the service started, see its log in " + home)
                .atMost(Duration.ofSeconds(60))
                .pollInterval(20, TimeUnit.MILLISECONDS)
                .until(this::listens);
    }

    private boolean listens() {
        assertThat(process.isAlive()).as("the process lives").isTrue();
        try (var socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false; // not yet
        }
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM. */
    public void end() throws InterruptedException {
        process.toHandle().destroy();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    }

    /** SIGTERM; returns at once. */
    void terminate() {
        process.toHandle().destroy();
    }

    /** Waits until the process is gone; its exit status. */
    int awaitEnd() throws InterruptedException {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the process ends").isTrue();
        return process.exitValue();
    }

    public Path log() {
        return home.resolve("service.log");
    }

    URI stream() {
        return URI.create("ws://localhost:" + port + "/v1/stream");
    }

    public URI at(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    public JsonNode get(String path) throws IOException, InterruptedException {
        return JSON.readTree(send(HttpRequest.newBuilder(at(path))).body());
    }

    JsonNode post(String path, String body) throws IOException, InterruptedException {
        var answer = send(HttpRequest.newBuilder(at(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
        return JSON.readTree(answer.body());
    }

    public HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        var whole = request.timeout(Duration.ofMinutes(2)).build();
        try {
            return http.send(whole, BodyHandlers.ofString());
        } catch (HttpTimeoutException e) {
            throw new AssertionError(
                    whole.method() + " " + whole.uri().getPath() + " was not answered; the process does: " + threads(),
                    e);
        }
    }

    /** What its threads do in the code of the service, one after the other. */
    private String threads() throws IOException, InterruptedException {
        var dump = home.resolve("threads.txt");
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                        String.valueOf(process.pid()),
                        "Thread.dump_to_file",
                        "-overwrite",
                        dump.toString())
                .start()
                .waitFor(10, TimeUnit.SECONDS);
        if (!Files.exists(dump)) {
            return "not known";
        }
        return Arrays.stream(Files.readString(dump).split("\n\n"))
                .map(thread -> thread.lines()
                        .filter(line -> line.startsWith("#") || line.contains("dev.kintsugi"))
                        .limit(4)
                        .map(String::strip)
                        .collect(Collectors.joining(" < ")))
                .filter(thread -> thread.contains("dev.kintsugi"))
                .distinct()
                .collect(Collectors.joining(" | "));
    }

    private List<String> command() throws IOException {
        var all = new ArrayList<>(properties);
        all.add("-Dquarkus.http.port=" + port);
        all.add("-Dkintsugi.home=" + home);
        var command = new ArrayList<>(starter);
        command.addAll(program(all));
        return command;
    }

    /** The command that starts the service. */
    static List<String> program(List<String> properties) throws IOException {
        var command = new ArrayList<String>();
        var jar = Path.of("target/quarkus-app/quarkus-run.jar");
        if (Files.exists(jar)) {
            command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
            command.add("-XX:ErrorFile=target/hs_err_pid%p.log"); // of one that ends by a signal
            command.add("-XX:-CreateCoredumpOnCrash");
            command.addAll(properties);
            command.addAll(List.of("-jar", jar.toString()));
        } else {
            try (var built = Files.list(Path.of("target"))) {
                command.add(built.filter(file -> file.toString().endsWith("-runner"))
                        .findFirst()
                        .orElseThrow()
                        .toString());
            }
            command.addAll(properties);
        }
        return command;
    }

    /** The shared libraries that it has unpacked; none if they lie beside an executable. */
    List<Path> libraries() throws IOException {
        var unpacked = home.resolve("cache/native");
        if (!Files.isDirectory(unpacked)) {
            return List.of();
        }
        try (var all = Files.walk(unpacked)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null) {
            kill();
        }
        http.shutdownNow();
    }
}
