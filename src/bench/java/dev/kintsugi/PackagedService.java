package dev.kintsugi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The packaged service as a process of its own, for benchmarks. */
public final class PackagedService implements AutoCloseable {

    private static final int LOOK_EVERY_MS = 1;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** How the service is packaged. */
    public enum Kind {
        JVM,
        AOT_CACHE,
        NATIVE;

        /** Whether it was built. */
        public boolean exists() {
            return switch (this) {
                case JVM -> Files.exists(Path.of("target/quarkus-app/quarkus-run.jar"));
                case AOT_CACHE -> Files.exists(Path.of("target/quarkus-app/app.aot"));
                case NATIVE -> executable().isPresent();
            };
        }

        private List<String> command(List<String> properties) {
            var command = new ArrayList<String>();
            switch (this) {
                case JVM, AOT_CACHE -> {
                    command.add(Path.of(System.getProperty("java.home"), "bin", "java")
                            .toString());
                    if (this == AOT_CACHE) {
                        command.add("-XX:AOTCache=app.aot");
                    }
                    command.addAll(properties);
                    command.add("-jar");
                    command.add("quarkus-run.jar");
                }
                case NATIVE -> {
                    command.add(executable().orElseThrow().toAbsolutePath().toString());
                    command.addAll(properties);
                }
            }
            return command;
        }

        private static Optional<Path> executable() {
            try (var built = Files.list(Path.of("target"))) {
                return built.filter(file -> file.toString().endsWith("-runner")).findFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final Process process;
    private final int port;
    private final long begun;

    private PackagedService(Process process, int port, long begun) {
        this.process = process;
        this.port = port;
        this.begun = begun;
    }

    /** Starts it; does not wait until it is ready. */
    public static PackagedService start(Kind kind, Path home, String... more) throws IOException {
        var port = freePort();
        var properties =
                new ArrayList<>(List.of("-Dquarkus.http.port=" + port, "-Dkintsugi.home=" + home.toAbsolutePath()));
        properties.addAll(List.of(more));
        var builder = new ProcessBuilder(kind.command(properties))
                .directory(Path.of(kind == Kind.NATIVE ? "target" : "target/quarkus-app")
                        .toFile())
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/bench-" + kind + ".log").toFile());
        var begun = System.nanoTime();
        return new PackagedService(builder.start(), port, begun);
    }

    public URI url() {
        return URI.create("http://localhost:" + port);
    }

    /** Waits until a path answers with 200; how long that was after the start. */
    public Duration awaitOk(String path) throws IOException, InterruptedException {
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            if (isOk(path)) {
                return Duration.ofNanos(System.nanoTime() - begun);
            }
            if (!process.isAlive()) {
                throw new IOException("the service ended with " + process.exitValue() + ", see target/bench-*.log");
            }
            Thread.sleep(LOOK_EVERY_MS);
        }
        throw new IOException(path + " did not answer, see target/bench-*.log");
    }

    /** Collects garbage, so that what is left is what is needed. */
    public void collect() throws IOException, InterruptedException {
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(process.pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    /** Memory that the process has in RAM, in bytes. */
    public long rss() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isOk(String path) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(("GET " + path + " HTTP/1.0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            var head = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            return head.endsWith(" 200");
        } catch (IOException e) {
            return false; // it does not listen yet
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** As the kernel or a person would: it can do nothing about it. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
    }
}
