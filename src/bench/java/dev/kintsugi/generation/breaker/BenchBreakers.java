package dev.kintsugi.generation.breaker;

import dev.kintsugi.pipeline.diffusion.Workbench;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** The breakers of the service, without listeners. */
public final class BenchBreakers {

    private BenchBreakers() {}

    public static ModelBreakers of(Workbench bench, Clock clock) {
        var registry = new BreakerRegistry(new Limits(), bench.repository, List.of(), clock);
        return new ModelBreakers(
                registry, new LastResorts(registry, bench.repository, bench.installed.alternatives, clock), clock);
    }

    private record Limits() implements BreakerSettings {

        @Override
        public int window() {
            return 10;
        }

        @Override
        public double failureRatio() {
            return 0.5;
        }

        @Override
        public Duration delay() {
            return Duration.ofSeconds(10);
        }

        @Override
        public int max() {
            return 256;
        }
    }
}
