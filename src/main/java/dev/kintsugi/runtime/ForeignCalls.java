package dev.kintsugi.runtime;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.HashMap;
import java.util.Map;

/** C on the JVM: the foreign function and memory API (JEP 454). */
final class ForeignCalls implements CCalls {

    private static final MethodHandle CALL = Linker.nativeLinker()
            .downcallHandle(FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private final Map<Long, Arena> arenas = new HashMap<>();

    @Override
    public long call(long function, long a, long b, long c, long d) {
        try {
            return (long) CALL.invokeExact(MemorySegment.ofAddress(function), a, b, c, d);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a C function could not be called", e);
        }
    }

    @Override
    public void setEnvironment(String name, String value) {
        // Systems without it have another function for that, and a library of ONNX Runtime that does not ask.
        Linker.nativeLinker().defaultLookup().find("setenv").ifPresent(setenv -> {
            var nameAddress = allocateText(name);
            var valueAddress = allocateText(value);
            try {
                call(setenv.address(), nameAddress, valueAddress, 0, 0);
            } finally {
                free(nameAddress);
                free(valueAddress);
            }
        });
    }

    @Override
    public long allocate(long bytes) {
        var arena = Arena.ofConfined();
        return keep(arena, arena.allocate(bytes, JAVA_LONG.byteAlignment()));
    }

    @Override
    public long allocateText(String text) {
        var arena = Arena.ofConfined();
        return keep(arena, arena.allocateFrom(text));
    }

    private long keep(Arena arena, MemorySegment memory) {
        arenas.put(memory.address(), arena);
        return memory.address();
    }

    @Override
    public void free(long address) {
        var arena = arenas.remove(address);
        if (arena != null) {
            arena.close();
        }
    }

    @Override
    public long read(long address) {
        return MemorySegment.ofAddress(address)
                .reinterpret(JAVA_LONG.byteSize())
                .get(JAVA_LONG, 0);
    }

    @Override
    public void write(long address, long value) {
        MemorySegment.ofAddress(address).reinterpret(JAVA_LONG.byteSize()).set(JAVA_LONG, 0, value);
    }

    @Override
    public String readText(long address) {
        return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE).getString(0);
    }
}
