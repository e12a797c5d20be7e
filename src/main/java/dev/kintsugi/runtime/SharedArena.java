package dev.kintsugi.runtime;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import org.jspecify.annotations.Nullable;

/**
 * One arena of CPU memory with a fixed size for all sessions of the process: a budget that ONNX Runtime itself
 * enforces, with its own allocation failures. The Java API cannot make one, so this calls the C API
 * (onnxruntime_c_api.h), whose table of functions only ever grows at its end.
 */
final class SharedArena {

    // Positions in OrtApi.
    private static final int GET_ERROR_MESSAGE = 2;
    private static final int CREATE_ENV = 3;
    private static final int CREATE_CPU_MEMORY_INFO = 69;
    private static final int MEMORY_INFO_GET_NAME = 71;
    private static final int CREATE_AND_REGISTER_ALLOCATOR = 144;
    private static final int CREATE_ARENA_CFG_V2 = 164;

    private static final int API_VERSION = 17;
    private static final int FUNCTIONS = 170;
    private static final int ARENA_ALLOCATOR = 1;
    private static final int DEFAULT_MEMORY = 0;
    private static final int LOG_FATAL = 4;
    private static final int SAME_AS_REQUESTED = 1;

    private static @Nullable Long limit;

    private SharedArena() {}

    /**
     * Makes the arena. There is one per process and its size cannot change.
     *
     * @param bytes the most that all sessions together may hold
     */
    static synchronized void limit(long bytes) {
        if (limit != null) {
            if (limit != bytes) {
                throw new IllegalStateException("kintsugi.device.memory is " + limit
                        + " bytes already and cannot change while the process runs");
            }
            return;
        }
        try (var memory = Arena.ofConfined()) {
            new Api().register(bytes, memory);
        }
        limit = bytes;
    }

    /** The table of functions of the library that is loaded. */
    private static final class Api {

        private final Linker linker = Linker.nativeLinker();
        private final MemorySegment table;

        Api() {
            var library = SymbolLookup.libraryLookup(LoadedLibrary.inUse(), Arena.global());
            var base = (MemorySegment) call(library.findOrThrow("OrtGetApiBase"), FunctionDescriptor.of(ADDRESS));
            var getApi = base.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
            var api = (MemorySegment) call(getApi, FunctionDescriptor.of(ADDRESS, JAVA_INT), API_VERSION);
            table = api.reinterpret(FUNCTIONS * ADDRESS.byteSize());
        }

        void register(long bytes, Arena memory) {
            var out = memory.allocate(ADDRESS);
            check(CREATE_CPU_MEMORY_INFO, of(JAVA_INT, JAVA_INT, ADDRESS), ARENA_ALLOCATOR, DEFAULT_MEMORY, out);
            var info = out.get(ADDRESS, 0);
            check(MEMORY_INFO_GET_NAME, of(ADDRESS, ADDRESS), info, out);
            var name = out.get(ADDRESS, 0).reinterpret(16).getString(0);
            if (!name.equals("Cpu")) {
                throw new IllegalStateException("this ONNX Runtime has another table of functions than expected");
            }
            check(CREATE_ENV, of(JAVA_INT, ADDRESS, ADDRESS), LOG_FATAL, memory.allocateFrom("kintsugi"), out);
            var environment = out.get(ADDRESS, 0); // the process has one; this is it again
            var keys = memory.allocate(ADDRESS, 2);
            keys.setAtIndex(ADDRESS, 0, memory.allocateFrom("max_mem"));
            keys.setAtIndex(ADDRESS, 1, memory.allocateFrom("arena_extend_strategy"));
            var values = memory.allocateFrom(JAVA_LONG, bytes, SAME_AS_REQUESTED);
            check(CREATE_ARENA_CFG_V2, of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS), keys, values, 2L, out);
            var settings = out.get(ADDRESS, 0);
            check(CREATE_AND_REGISTER_ALLOCATOR, of(ADDRESS, ADDRESS, ADDRESS), environment, info, settings);
        }

        private static FunctionDescriptor of(MemoryLayout... arguments) {
            return FunctionDescriptor.of(ADDRESS, arguments);
        }

        private void check(int function, FunctionDescriptor type, Object... arguments) {
            var status = (MemorySegment) call(table.getAtIndex(ADDRESS, function), type, arguments);
            if (status.address() != 0) {
                var text = (MemorySegment) call(table.getAtIndex(ADDRESS, GET_ERROR_MESSAGE), of(ADDRESS), status);
                throw new IllegalStateException(text.reinterpret(Long.MAX_VALUE).getString(0));
            }
        }

        private Object call(MemorySegment function, FunctionDescriptor type, Object... arguments) {
            try {
                return linker.downcallHandle(function, type).invokeWithArguments(arguments);
            } catch (Error | RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException("ONNX Runtime's C API could not be called", e);
            }
        }
    }
}
