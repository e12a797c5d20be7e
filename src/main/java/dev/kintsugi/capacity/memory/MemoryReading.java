package dev.kintsugi.capacity.memory;

/**
 * How much memory there is for networks.
 *
 * @param total bytes in all
 * @param free bytes that can still be taken
 * @param source where this was read: {@code budget}, {@code cgroup}, {@code proc} or {@code nvidia-smi}
 */
public record MemoryReading(long total, long free, String source) {

    static MemoryReading ofBudget(long bytes) {
        return new MemoryReading(bytes, bytes, "budget");
    }

    /** The same if so much of what is taken is ours and can be used again. */
    MemoryReading withOurs(long bytes) {
        return new MemoryReading(total, Math.min(total, free + bytes), source);
    }
}
