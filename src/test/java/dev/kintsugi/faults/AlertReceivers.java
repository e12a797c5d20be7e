package dev.kintsugi.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Receivers of alerts, HTTP and mail, that write what they get into files, since a test and what runs beside it may be loaded by
 * different class loaders.
 */
public class AlertReceivers implements QuarkusTestResourceLifecycleManager {

    static final String SECRET = "s3cr3t";

    private static final Path FOLDER = Path.of("target/test-alerts").toAbsolutePath();

    private final AtomicInteger calls = new AtomicInteger();
    private HttpServer server;
    private GreenMail mail;

    @Override
    public Map<String, String> start() {
        try {
            for (var channel : List.of("webhook", "pagerduty", "alertmanager")) {
                Files.createDirectories(FOLDER.resolve(channel));
                clear(channel);
            }
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/" + SECRET, call -> take(call, "webhook"));
            server.createContext("/v2/enqueue", call -> take(call, "pagerduty"));
            server.createContext("/api/v2/alerts", call -> take(call, "alertmanager"));
            server.start();
            mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
            mail.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var address = "http://localhost:" + server.getAddress().getPort();
        return Map.ofEntries(
                Map.entry("kintsugi.alerts.source", "test-host"),
                Map.entry("kintsugi.alerts.failure-severity", "high"),
                Map.entry("kintsugi.alerts.quiet-period", "2s"),
                Map.entry("kintsugi.alerts.check-every", "100ms"),
                Map.entry("kintsugi.alerts.min-interval", "0s"),
                Map.entry("kintsugi.alerts.webhook.url", address + "/" + SECRET),
                Map.entry("kintsugi.alerts.pagerduty.routing-key", "0123456789abcdef0123456789abcdef"),
                Map.entry("kintsugi.alerts.pagerduty.endpoint", address + "/v2/enqueue"),
                Map.entry("kintsugi.alerts.alertmanager.url", address),
                Map.entry("kintsugi.alerts.email.host", "127.0.0.1"),
                Map.entry(
                        "kintsugi.alerts.email.port",
                        String.valueOf(mail.getSmtp().getPort())),
                Map.entry("kintsugi.alerts.email.tls", "none"),
                Map.entry("kintsugi.alerts.email.from", "kintsugi@example.org"),
                Map.entry("kintsugi.alerts.email.to", "people@example.org"));
    }

    private void take(HttpExchange call, String channel) throws IOException {
        try (call) {
            var file = FOLDER.resolve(channel).resolve("%05d.json".formatted(calls.incrementAndGet()));
            Files.write(file.resolveSibling("partial"), call.getRequestBody().readAllBytes());
            Files.move(file.resolveSibling("partial"), file);
            var broken = Files.exists(FOLDER.resolve(channel + "-is-broken"));
            call.sendResponseHeaders(broken ? 503 : 200, -1);
        }
    }

    /** From now on it answers 503, or 200 as before. */
    static void setBroken(String channel, boolean broken) throws IOException {
        var file = FOLDER.resolve(channel + "-is-broken");
        if (broken) {
            Files.writeString(file, "");
        } else {
            Files.deleteIfExists(file);
        }
    }

    /** Forgets what a channel got. */
    static void clear(String channel) throws IOException {
        try (var files = Files.list(FOLDER.resolve(channel))) {
            for (var file :
                    files.filter(one -> one.toString().endsWith(".json")).toList()) {
                Files.delete(file);
            }
        }
        setBroken(channel, false);
    }

    /** What a channel got, in order. */
    static List<JsonNode> got(String channel) throws IOException {
        var all = new ArrayList<JsonNode>();
        try (var files = Files.list(FOLDER.resolve(channel))) {
            for (var file : files.filter(one -> one.toString().endsWith(".json"))
                    .sorted(Comparator.naturalOrder())
                    .toList()) {
                all.add(new ObjectMapper().readTree(file.toFile()));
            }
        }
        return all;
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
        if (mail != null) {
            mail.stop();
        }
    }
}
