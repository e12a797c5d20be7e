package dev.kintsugi.runtime.arena;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.NativeMemory;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.capi.OrtApi;
import dev.kintsugi.runtime.capi.OrtJavaFields;

/** What ONNX Runtime says of the arena that all sessions share. Its C objects live as long as the process. */
final class ArenaStatistics {

    private final OrtApi api;
    private final NativeMemory memory = new NativeMemory(NativeApi.get());
    private final long allocator;
    private final long limit = memory.text("Limit");
    private final long allocated = memory.text("TotalAllocated");
    private final long inUse = memory.text("InUse");
    private final long peak = memory.text("MaxInUse");
    private final long out = memory.allocate(1);

    /** @param memoryInfo the address of what the arena was registered for */
    ArenaStatistics(OrtApi api, long memoryInfo) {
        this.api = api;
        this.allocator = allocator(memoryInfo);
    }

    /** The allocator of any session that uses the arena is the arena, and outlives the session. */
    private long allocator(long memoryInfo) {
        try (var options = new SessionOptions()) {
            options.addConfigEntry("session.use_env_allocators", "1");
            try (var session = OnnxEnvironment.get().createSession(ProbeNetwork.network(), options)) {
                api.call(OrtApi.CREATE_ALLOCATOR, OrtJavaFields.session(session), memoryInfo, out);
                return memory.read(out);
            }
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    synchronized ArenaUse read() {
        api.call(OrtApi.ALLOCATOR_GET_STATS, allocator, out);
        var values = memory.read(out);
        try {
            return new ArenaUse(
                    value(values, limit), value(values, allocated), value(values, inUse), value(values, peak));
        } finally {
            api.invoke(OrtApi.RELEASE_KEY_VALUE_PAIRS, values, 0);
        }
    }

    /** Memory of the arena, which counts against its limit. */
    WeightMemory memory() {
        return new WeightMemory() {
            @Override
            public long allocate(long bytes) {
                try {
                    return take(bytes);
                } catch (IllegalStateException e) {
                    ProbeNetwork.shrinkSharedArena();
                }
                try {
                    return take(bytes);
                } catch (IllegalStateException e) {
                    throw WeightMemory.exhausted(bytes, e);
                }
            }

            @Override
            public void free(long address) {
                api.call(OrtApi.ALLOCATOR_FREE, allocator, address);
            }
        };
    }

    private long take(long bytes) {
        try (var result = new NativeMemory(NativeApi.get())) {
            var at = result.allocate(1);
            api.call(OrtApi.ALLOCATOR_ALLOC, allocator, bytes, at);
            return result.read(at);
        }
    }

    private long value(long values, long key) {
        return Long.parseLong(api.text(api.invoke(OrtApi.GET_KEY_VALUE, values, key)));
    }
}
