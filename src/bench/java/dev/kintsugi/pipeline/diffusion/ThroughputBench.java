package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.PackagedService;
import dev.kintsugi.PackagedService.Kind;
import dev.kintsugi.pipeline.diffusion.scheduler.BareLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Pictures a second through the packaged service against a bare ONNX Runtime loop over the same models: 128 × 128, 20
 * steps, 1, 4 and 16 clients. Rounds of both alternate, so that noise of the machine meets both; the ratio of the medians
 * counts. Where a native executable was built as well, it takes part. The bare loop is given the better of two ways to use the cores.
 * Other servers that answer {@code POST /v1/images/generations} take part if they are named in the environment:
 * {@code PEERS="node=http://127.0.0.1:8081 cluster=http://127.0.0.1:8082"}.
 *
 * <p>Run after {@code ./mvnw package}: {@code ./mvnw -Pbench test-compile exec:exec@throughput}.
 */
public final class ThroughputBench {

    private static final int STEPS = 20;
    private static final int ROUNDS = 9;
    private static final int PICTURES = 16;
    private static final int WARM_UP = 40;
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Path model;
    private final Map<String, URI> servers;
    /** As light as a client can be: it shares the cores with the service. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final AtomicInteger seed = new AtomicInteger();

    private ThroughputBench(Path model, Map<String, URI> servers) {
        this.model = model;
        this.servers = servers;
    }

    public static void main(String[] arguments) throws Exception {
        var home = Path.of("target/bench-home").toAbsolutePath();
        var services = new ArrayList<PackagedService>();
        var servers = peers();
        try {
            for (var kind : List.of(Kind.JVM, Kind.NATIVE)) {
                if (kind.exists()) {
                    var service = PackagedService.start(kind, home);
                    services.add(service);
                    servers.put(kind.name(), service.url());
                    service.awaitOk("/q/health/ready");
                }
            }
            var bench = new ThroughputBench(home.resolve("models/shapes-diffusion/1.0.0"), servers);
            bench.warmUp();
            bench.compare(1);
            bench.compare(4);
            bench.compare(16);
        } finally {
            for (var service : services) {
                service.close();
            }
        }
    }

    private static Map<String, URI> peers() {
        var peers = new LinkedHashMap<String, URI>();
        for (var peer : System.getenv().getOrDefault("PEERS", "").split(" ")) {
            var parts = peer.split("=", 2);
            if (parts.length == 2) {
                peers.put(parts[0], URI.create(parts[1]));
            }
        }
        return peers;
    }

    private void warmUp() throws Exception {
        for (int round = 0; round < WARM_UP; round++) {
            for (var server : servers.values()) {
                rate(4, () -> request(server));
            }
        }
    }

    private void compare(int clients) throws Exception {
        try (var wide = new BareLoop(model, CORES);
                var narrow = new BareLoop(model, 1)) {
            var workers = Math.min(clients, CORES);
            var wideRates = new ArrayList<Double>();
            var narrowRates = new ArrayList<Double>();
            var rates = new LinkedHashMap<String, List<Double>>();
            for (int round = -2; round < ROUNDS; round++) {
                var a = rate(1, () -> wide.draw(seed.incrementAndGet(), STEPS));
                var b = rate(workers, () -> narrow.draw(seed.incrementAndGet(), STEPS));
                if (round >= 0) {
                    wideRates.add(a);
                    narrowRates.add(b);
                }
                for (var server : servers.entrySet()) {
                    var c = rate(clients, () -> request(server.getValue()));
                    if (round >= 0) {
                        rates.computeIfAbsent(server.getKey(), _ -> new ArrayList<>())
                                .add(c);
                    }
                }
            }
            var bare = Math.max(median(wideRates), median(narrowRates));
            System.out.printf(
                    "%d client(s): bare %.2f pictures/s (%d threads a run %.2f; %d runs of one thread %.2f)%n",
                    clients, bare, CORES, median(wideRates), workers, median(narrowRates));
            var own = median(rates.get(Kind.JVM.name()));
            rates.forEach((server, measured) -> System.out.printf(
                    "  %-8s %.2f pictures/s, %.3f of bare; JVM / %1$s %.3f%n",
                    server, median(measured), median(measured) / bare, own / median(measured)));
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

    private Object request(URI server) throws IOException, InterruptedException {
        var body = "{\"prompt\":\"a large red star on a blue background\",\"steps\":%d,\"seed\":%d}"
                .formatted(STEPS, seed.incrementAndGet());
        var request = HttpRequest.newBuilder(server.resolve("/v1/images/generations"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
        var response = http.send(request, BodyHandlers.discarding());
        if (response.statusCode() != 200) {
            throw new IOException("status " + response.statusCode() + ", see target/bench-*.log");
        }
        return response;
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
