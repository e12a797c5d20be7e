package dev.kintsugi.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/** Takes traces as a collector of OpenTelemetry does (OTLP over HTTP) and writes them into files for the test. */
public class TraceCollector implements QuarkusTestResourceLifecycleManager {

    private static final Path FOLDER = Path.of("target/test-traces").toAbsolutePath();

    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            Files.createDirectories(FOLDER);
            try (var old = Files.list(FOLDER)) {
                for (var file : old.toList()) {
                    Files.delete(file);
                }
            }
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/v1/traces", this::take);
            server.start();
            return Map.of(
                    "quarkus.otel.sdk.disabled", "false",
                    "quarkus.otel.bsp.schedule.delay", "200ms",
                    "quarkus.otel.exporter.otlp.endpoint",
                            "http://localhost:" + server.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange call) throws IOException {
        try (call) {
            var body = call.getRequestBody().readAllBytes();
            if ("gzip".equals(call.getRequestHeaders().getFirst("Content-Encoding"))) {
                body = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
            }
            var file = FOLDER.resolve(requests.incrementAndGet() + ".pb");
            Files.write(file.resolveSibling(file.getFileName() + ".partial"), body);
            Files.move(file.resolveSibling(file.getFileName() + ".partial"), file);
            call.sendResponseHeaders(200, -1);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** The spans of a trace that have arrived. */
    static List<Span> spans(String trace) throws IOException {
        return spans().stream()
                .filter(span -> hex(span.getTraceId().toByteArray()).equals(trace))
                .toList();
    }

    /** All spans that have arrived. */
    static List<Span> spans() throws IOException {
        var spans = new ArrayList<Span>();
        try (var files = Files.list(FOLDER)) {
            for (var file : files.filter(one -> one.toString().endsWith(".pb")).toList()) {
                ExportTraceServiceRequest.parseFrom(Files.readAllBytes(file)).getResourceSpansList().stream()
                        .flatMap(resource -> resource.getScopeSpansList().stream())
                        .flatMap(scope -> scope.getSpansList().stream())
                        .forEach(spans::add);
            }
        }
        return spans;
    }

    static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
