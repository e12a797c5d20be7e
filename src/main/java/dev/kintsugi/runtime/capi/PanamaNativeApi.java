package dev.kintsugi.runtime.capi;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/** C on the JVM: the foreign function and memory API (JEP 454). */
final class PanamaNativeApi implements NativeApi {

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle CALL = LINKER.downcallHandle(
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    @Override
    public long call(long function, long a, long b, long c, long d, long e) {
        try {
            return (long) CALL.invokeExact(MemorySegment.ofAddress(function), a, b, c, d, e);
        } catch (Error | RuntimeException thrown) {
            throw thrown;
        } catch (Throwable thrown) {
            throw new IllegalStateException("a C function could not be called", thrown);
        }
    }

    @Override
    public long allocate(long bytes) {
        return call(library("calloc"), 1, bytes, 0, 0, 0);
    }

    @Override
    public void free(long address) {
        call(library("free"), address, 0, 0, 0, 0);
    }

    @Override
    public long read(long address) {
        return value(address).get(JAVA_LONG, 0);
    }

    @Override
    public void write(long address, long value) {
        value(address).set(JAVA_LONG, 0, value);
    }

    @Override
    public long find(String function) {
        return LINKER.defaultLookup().find(function).map(MemorySegment::address).orElse(0L);
    }

    @Override
    public long find(Path library, String function) {
        try {
            return SymbolLookup.libraryLookup(library, Arena.global())
                    .find(function)
                    .map(MemorySegment::address)
                    .orElse(0L);
        } catch (IllegalArgumentException e) {
            return 0; // it cannot be loaded
        }
    }

    @Override
    public ByteBuffer view(long address, int bytes) {
        return MemorySegment.ofAddress(address)
                .reinterpret(bytes)
                .asByteBuffer()
                .order(ByteOrder.nativeOrder());
    }

    @Override
    public void setEnvironment(String name, String value) {
        // Windows has another function for that, and a library of ONNX Runtime that does not ask.
        LINKER.defaultLookup().find("setenv").ifPresent(setenv -> {
            try (var memory = new NativeMemory(this)) {
                call(setenv.address(), memory.text(name), memory.text(value), 0, 0, 0);
            }
        });
    }

    private static long library(String function) {
        return LINKER.defaultLookup().findOrThrow(function).address();
    }

    private static MemorySegment value(long address) {
        return MemorySegment.ofAddress(address).reinterpret(JAVA_LONG.byteSize());
    }
}
