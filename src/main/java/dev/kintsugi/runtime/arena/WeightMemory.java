package dev.kintsugi.runtime.arena;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.NativeApi;

/** Memory for bytes of files outside of Java's heap: in the budget for networks if there is one, else in C's memory. */
public interface WeightMemory {

    /**
     * So many bytes.
     *
     * @throws TypedException vram_exhaustion if they cannot be had
     */
    long allocate(long bytes);

    void free(long address);

    /** For bytes that stay only until a network is opened, and for all if no budget is set. */
    static WeightMemory plain() {
        var c = NativeApi.get();
        return new WeightMemory() {
            @Override
            public long allocate(long bytes) {
                var address = c.allocate(bytes);
                if (address == 0) {
                    throw exhausted(bytes, null);
                }
                return address;
            }

            @Override
            public void free(long address) {
                c.free(address);
            }
        };
    }

    /** For bytes that stay as long as a network is loaded. */
    static WeightMemory counted() {
        return SharedArena.memory().orElseGet(WeightMemory::plain);
    }

    static TypedException exhausted(long bytes, @org.jspecify.annotations.Nullable Throwable cause) {
        return new TypedException(
                        FailureType.VRAM_EXHAUSTION,
                        "The weights of the model do not fit: a file of them needs " + bytes + " bytes of memory.",
                        cause)
                .with("needed_bytes", bytes);
    }
}
