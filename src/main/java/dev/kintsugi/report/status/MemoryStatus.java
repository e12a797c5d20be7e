package dev.kintsugi.report.status;

import dev.kintsugi.capacity.memory.MemoryReading;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The memory that a device has for networks.
 *
 * @param total bytes
 * @param free bytes of it
 * @param source where this was read: {@code budget}, {@code cgroup}, {@code proc} or {@code nvidia-smi}
 */
@RegisterForReflection
record MemoryStatus(long total, long free, String source) {

    static MemoryStatus of(MemoryReading reading) {
        return new MemoryStatus(reading.total(), reading.free(), reading.source());
    }
}
