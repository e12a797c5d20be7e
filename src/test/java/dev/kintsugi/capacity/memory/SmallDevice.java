package dev.kintsugi.capacity.memory;

import dev.kintsugi.runtime.device.MemoryBudget;
import dev.kintsugi.runtime.device.TestSettings;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** The memory of a CPU with a budget. */
public final class SmallDevice implements AutoCloseable {

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final DeviceMemory memory;

    /** @param budget such as {@code 18M} */
    public SmallDevice(String budget) {
        var settings = TestSettings.with(Optional.of(budget).filter(amount -> !amount.isEmpty()));
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
