package dev.kintsugi.runtime.arena;

import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.NativeMemory;
import dev.kintsugi.runtime.capi.OrtApi;
import dev.kintsugi.runtime.capi.OrtJavaFields;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One arena of CPU memory with a fixed size for all sessions of the process: a budget that ONNX Runtime itself
 * enforces, with its own allocation failures. The Java API cannot make one, so this calls the C API
 * (onnxruntime_c_api.h).
 */
public final class SharedArena {

    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;
    private static final int SAME_AS_REQUESTED = 1;

    private static @Nullable Long limit;
    private static @Nullable ArenaStatistics statistics;

    private SharedArena() {}

    /**
     * Makes the arena. There is one per process and its size cannot change.
     *
     * @param bytes the most that all sessions together may hold
     */
    public static synchronized void limit(long bytes) {
        if (limit != null) {
            if (limit != bytes) {
                throw new IllegalStateException("kintsugi.device.memory is " + limit
                        + " bytes already and cannot change while the process runs");
            }
            return;
        }
        try (var memory = new NativeMemory(NativeApi.get())) {
            statistics = register(bytes, OrtApi.ofProcess(), memory);
        }
        limit = bytes;
    }

    /** How full it is, if there is one. */
    public static synchronized Optional<ArenaUse> use() {
        return Optional.ofNullable(statistics).map(ArenaStatistics::read);
    }

    /** Memory of it, if there is one. */
    static synchronized Optional<WeightMemory> memory() {
        return Optional.ofNullable(statistics).map(ArenaStatistics::memory);
    }

    private static ArenaStatistics register(long bytes, OrtApi api, NativeMemory memory) {
        var out = memory.allocate(1);
        api.call(OrtApi.CREATE_CPU_MEMORY_INFO, ARENA_ALLOCATOR, DEFAULT_MEMORY, out);
        var info = memory.read(out);
        api.call(OrtApi.MEMORY_INFO_GET_NAME, info, out);
        if (!api.text(memory.read(out)).equals("Cpu")) {
            throw new IllegalStateException("this ONNX Runtime has another table of functions than expected");
        }
        var keys = memory.array(memory.text("max_mem"), memory.text("arena_extend_strategy"));
        var values = memory.array(bytes, SAME_AS_REQUESTED);
        api.call(OrtApi.CREATE_ARENA_CFG_V2, keys, values, 2, out);
        var settings = memory.read(out);
        // What was made here lives as long as the process.
        api.call(OrtApi.CREATE_AND_REGISTER_ALLOCATOR, OrtJavaFields.environment(), info, settings);
        return new ArenaStatistics(api, info);
    }
}
