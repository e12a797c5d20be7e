package dev.kintsugi.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A webhook and a command that say and do what a test wrote into files, since a test and what runs beside it may be
 * loaded by different class loaders.
 */
public class Advisers implements QuarkusTestResourceLifecycleManager {

    private static final Path FOLDER = Path.of("target/test-advisers").toAbsolutePath();

    private HttpServer server;
    private ExecutorService threads;

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(FOLDER);
            var script = FOLDER.resolve("command.sh");
            Files.writeString(script, "cat > %1$s/asked-command.json\n. %1$s/command-does.sh\n".formatted(FOLDER));
            threads = Executors.newVirtualThreadPerTaskExecutor();
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/advise", Advisers::answer);
            server.start();
            return Map.of(
                    "kintsugi.recovery.strategies[0].name", "mender",
                    "kintsugi.recovery.strategies[0].on", "model",
                    "kintsugi.recovery.strategies[0].command", "/bin/sh," + script,
                    "kintsugi.recovery.strategies[0].timeout", "2s",
                    "kintsugi.recovery.strategies[1].name", "shrinker",
                    "kintsugi.recovery.strategies[1].on", "cuda_oom",
                    "kintsugi.recovery.strategies[1].webhook",
                            "http://localhost:" + server.getAddress().getPort() + "/advise",
                    "kintsugi.recovery.strategies[1].token", "open-sesame",
                    "kintsugi.recovery.strategies[1].timeout", "2s",
                    "kintsugi.failures.types.vram_exhaustion.strategies", "custom,resource_optimization");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange call) throws IOException {
        try (call) {
            Files.write(
                    FOLDER.resolve("asked-webhook.json"), call.getRequestBody().readAllBytes());
            Files.writeString(
                    FOLDER.resolve("asked-webhook-as.txt"),
                    call.getRequestHeaders().getFirst("Authorization"));
            var says = Files.readString(FOLDER.resolve("webhook-says.txt"));
            if (says.equals("nothing")) {
                // The caller must not wait for ever.
                java.util.concurrent.locks.LockSupport.parkNanos(10_000_000_000L);
                return;
            }
            var status = Integer.parseInt(says.substring(0, 3));
            var body = says.substring(3).strip().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            call.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            call.getResponseBody().write(body);
        }
    }

    /** What the webhook answers from now on: a status and a body, or {@code nothing}. */
    static void webhookSays(String answer) throws IOException {
        Files.writeString(FOLDER.resolve("webhook-says.txt"), answer);
    }

    /** What the command does from now on, in the words of a shell. */
    static void commandDoes(String script) throws IOException {
        Files.writeString(FOLDER.resolve("command-does.sh"), script);
    }

    /** What one of them was asked at last. */
    static String asked(String file) throws IOException {
        return Files.readString(FOLDER.resolve(file));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
        }
    }
}
