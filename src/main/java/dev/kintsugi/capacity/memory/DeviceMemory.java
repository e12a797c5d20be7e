package dev.kintsugi.capacity.memory;

import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.MemoryBudget;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;

/**
 * Knows how much memory a device has for networks: the smallest of its budget and what the machine, its
 * container or its GPU says. The machine is read in the background, every few seconds at most, so that no caller
 * here waits; until it has answered the budget alone counts.
 */
@ApplicationScoped
public class DeviceMemory {

    private record Known(Optional<MemoryReading> reading, Instant at) {}

    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Path ROOT = Path.of("/");

    private final Optional<MemoryReading> cpuBudget;
    private final Optional<MemoryReading> gpuBudget;
    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Map<Device, Known> known = new ConcurrentHashMap<>();

    public DeviceMemory(
            RuntimeSettings settings, MemoryBudget budget, ScheduledExecutorService scheduler, Clock clock) {
        this.cpuBudget = budget.bytes().map(MemoryReading::ofBudget);
        this.gpuBudget = settings.memoryBytes().map(MemoryReading::ofBudget);
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** What a device has; empty if nothing says. Does not block. What networks on the CPU hold already counts as free. */
    public Optional<MemoryReading> reading(Device device) {
        var budget =
                switch (device.provider()) {
                    case CPU -> cpuBudget;
                    case CUDA -> gpuBudget;
                };
        return Stream.concat(budget.stream(), recent(device).stream())
                .min(Comparator.comparingLong(MemoryReading::free));
    }

    private Optional<MemoryReading> recent(Device device) {
        var now = clock.instant();
        var before = known.get(device);
        if (before != null && now.isBefore(before.at().plus(FRESH))) {
            return before.reading();
        }
        var last = before == null ? Optional.<MemoryReading>empty() : before.reading();
        var claim = new Known(last, now); // one of all that come at the same time asks
        if (before == null ? known.putIfAbsent(device, claim) == null : known.replace(device, before, claim)) {
            scheduler.execute(() -> known.put(device, new Known(ask(device), clock.instant())));
        }
        return last;
    }

    private static Optional<MemoryReading> ask(Device device) {
        return switch (device.provider()) {
            case CPU ->
                ofMachine(ROOT)
                        .map(reading -> reading.withOurs(
                                Sessions.arenaUse().map(ArenaUse::allocated).orElse(0L)));
            case CUDA -> ofGpu(device.index());
        };
    }

    /** @param root of the file system */
    public static Optional<MemoryReading> ofMachine(Path root) {
        try {
            return Stream.concat(CgroupMemory.read(root).stream(), ProcMemory.read(root).stream())
                    .min(Comparator.comparingLong(MemoryReading::free));
        } catch (IOException e) {
            Log.debugf("the machine does not tell how much memory is free: %s", e.toString());
            return Optional.empty();
        }
    }

    private static Optional<MemoryReading> ofGpu(int index) {
        try {
            return Optional.ofNullable(
                    NvidiaMemory.read(NvidiaMemory.COMMAND, PATIENCE).get(index));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
