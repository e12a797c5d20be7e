package dev.kintsugi.pipeline.diffusion;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Pictures a second through the packaged service against a bare ONNX Runtime loop over the same models: 128 × 128, 20
 * steps, 1 and 4 clients. Rounds of both alternate, so that noise of the machine meets both; the ratio of the medians
 * counts. The bare loop is given the better of two ways to use the cores.
 *
 * <p>Run after {@code ./mvnw package}: {@code ./mvnw -Pbench test-compile exec:exec@throughput}.
 */
public final class ThroughputBench {

    private static final int STEPS = 20;
    private static final int ROUNDS = 9;
    private static final int PICTURES = 16;
    private static final int WARM_UP = 30;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final URI url;
    private final Path model;
    /** As light as a client can be: it shares the cores with the service. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AtomicInteger seed = new AtomicInteger();

    private ThroughputBench(URI url, Path model) {
        this.url = url;
        this.model = model;
    }

    public static void main(String[] arguments) throws Exception {
        int port = freePort();
        var home = Path.of("target/bench-home").toAbsolutePath();
        var service = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dquarkus.http.port=" + port,
                        "-Dkintsugi.home=" + home,
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target/bench-service.log").toFile())
                .start();
        try {
            var bench = new ThroughputBench(
                    URI.create("http://localhost:" + port), home.resolve("models/shapes-diffusion/1.0.0"));
            bench.awaitReady();
            bench.compare(1);
            bench.compare(4);
        } finally {
            service.destroy();
        }
    }

    private void compare(int clients) throws Exception {
        try (var wide = new BareLoop(model, CORES);
                var narrow = new BareLoop(model, 1)) {
            var workers = Math.min(clients, CORES);
            var wideRates = new ArrayList<Double>();
            var narrowRates = new ArrayList<Double>();
            var serviceRates = new ArrayList<Double>();
            for (int warmUp = 0; warmUp < WARM_UP; warmUp++) {
                rate(clients, this::request);
            }
            for (int round = -2; round < ROUNDS; round++) {
                var a = rate(1, () -> wide.draw(seed.incrementAndGet(), STEPS));
                var b = rate(workers, () -> narrow.draw(seed.incrementAndGet(), STEPS));
                var c = rate(clients, this::request);
                if (round >= 0) {
                    wideRates.add(a);
                    narrowRates.add(b);
                    serviceRates.add(c);
                }
            }
            var bare = Math.max(median(wideRates), median(narrowRates));
            System.out.printf(
                    "%d client(s): bare %.2f pictures/s (%d threads a run %.2f; %d runs of one thread %.2f), service"
                            + " %.2f pictures/s, ratio %.3f%n",
                    clients,
                    bare,
                    CORES,
                    median(wideRates),
                    workers,
                    median(narrowRates),
                    median(serviceRates),
                    median(serviceRates) / bare);
        }
    }

    private static double rate(int workers, Callable<?> picture) throws Exception {
        try (var threads = Executors.newFixedThreadPool(workers)) {
            var begun = System.nanoTime();
            for (var done : threads.invokeAll(IntStream.range(0, PICTURES)
                    .<Callable<Object>>mapToObj(i -> picture::call)
                    .toList())) {
                done.get();
            }
            return PICTURES / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private Object request() throws IOException, InterruptedException {
        var body = "{\"prompt\":\"a large red star on a blue background\",\"steps\":%d,\"seed\":%d}"
                .formatted(STEPS, seed.incrementAndGet());
        var request = HttpRequest.newBuilder(url.resolve("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var response = http.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + ", see target/bench-service.log");
        }
        return response;
    }

    private void awaitReady() throws Exception {
        var request = HttpRequest.newBuilder(url.resolve("/q/health/ready")).build();
        for (int i = 0; i < 600; i++) {
            try {
                if (http.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // It does not listen yet.
            }
            Thread.sleep(100);
        }
        throw new IllegalStateException("the service did not become ready, see target/bench-service.log");
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
