package dev.kintsugi;

import dev.kintsugi.PackagedService.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/**
 * How long a start takes and how much memory an idle service has, for each way to package it that was built. Starts of
 * the kinds alternate; medians count. The models are installed already, as they are at every start but the first.
 *
 * <ul>
 *   <li>listens: the first answer of {@code /q/health/live}
 *   <li>ready: the first 200 of {@code /q/health/ready}
 *   <li>idle: resident memory some seconds after that, nothing having been asked but the probes
 * </ul>
 *
 * <p>Run after packaging: {@code ./mvnw -Pbench test-compile exec:exec@start}.
 */
public final class StartBench {

    private static final int STARTS = 15;
    private static final int SETTLE_MS = 2000;
    private static final double MIB = 1024 * 1024;

    private StartBench() {}

    private record Start(double listens, double ready, double idle) {}

    public static void main(String[] arguments) throws Exception {
        var home = Path.of("target/bench-home");
        var starts = new EnumMap<Kind, List<Start>>(Kind.class);
        for (int round = -1; round < STARTS; round++) {
            for (var kind : Kind.values()) {
                if (kind.exists()) {
                    var start = start(kind, home);
                    if (round >= 0) {
                        starts.computeIfAbsent(kind, _ -> new ArrayList<>()).add(start);
                    }
                }
            }
        }
        System.out.printf("%-10s %12s %12s %12s   (medians of %d starts)%n", "", "listens", "ready", "idle", STARTS);
        starts.forEach((kind, all) -> System.out.printf(
                "%-10s %9.0f ms %9.0f ms %8.1f MiB%n",
                kind,
                median(all.stream().map(Start::listens).toList()),
                median(all.stream().map(Start::ready).toList()),
                median(all.stream().map(Start::idle).toList())));
    }

    private static Start start(Kind kind, Path home) throws IOException, InterruptedException {
        try (var service = PackagedService.start(kind, home)) {
            var listens = service.awaitOk("/q/health/live");
            var ready = service.awaitOk("/q/health/ready");
            Thread.sleep(SETTLE_MS);
            return new Start(listens.toNanos() / 1e6, ready.toNanos() / 1e6, service.rss() / MIB);
        }
    }

    private static double median(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
