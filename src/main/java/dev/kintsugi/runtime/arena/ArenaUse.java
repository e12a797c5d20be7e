package dev.kintsugi.runtime.arena;

/**
 * How much of the memory budget of all networks on the CPU is used, as ONNX Runtime itself counts it.
 *
 * @param limit the budget in bytes
 * @param allocated bytes taken from the operating system: what is used and what is kept for the next run
 * @param inUse bytes that weights and tensors have at this moment
 * @param peak the most bytes that were ever in use at the same time
 */
public record ArenaUse(long limit, long allocated, long inUse, long peak) {

    public boolean isOverLimit() {
        return allocated > limit;
    }

    /** Whether so many bytes more can be taken from the operating system. */
    public boolean hasRoomFor(long bytes) {
        return allocated + bytes <= limit;
    }
}
