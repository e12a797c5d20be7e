package dev.kintsugi.capacity;

import dev.kintsugi.runtime.MemoryBudget;
import dev.kintsugi.runtime.RuntimeSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The memory of a CPU with a budget. */
public final class SmallDevice implements AutoCloseable {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final DeviceMemory memory;

    /** @param budget such as {@code 18M} */
    public SmallDevice(String budget) {
        var settings = new RuntimeSettings() {
            @Override
            public Duration stopGrace() {
                return Duration.ofSeconds(5);
            }

            @Override
            public Duration loadSilence() {
                return Duration.ofSeconds(30);
            }

            @Override
            public String name() {
                return "cpu";
            }

            @Override
            public Optional<String> memory() {
                return budget.isEmpty() ? Optional.empty() : Optional.of(budget);
            }

            @Override
            public int concurrency() {
                return 1;
            }

            @Override
            public int threads() {
                return 1;
            }

            @Override
            public Duration idleAfter() {
                return Duration.ofSeconds(30);
            }
        };
        memory = new DeviceMemory(settings, MemoryBudget.configured(settings), scheduler, Clock.systemUTC());
    }

    public DeviceMemory memory() {
        return memory;
    }

    @Override
    public void close() {
        scheduler.close();
    }
}
