package dev.kintsugi.runtime.capi;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import org.graalvm.nativeimage.UnmanagedMemory;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.function.InvokeCFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.Pointer;
import org.graalvm.word.PointerBase;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * C in a native image on Linux or macOS: the interface that every image has, which needs no metadata of the functions
 * that are called. The types of this class exist in images only; the JVM never loads it.
 */
final class GraalNativeApi implements NativeApi {

    /** The same number on Linux and macOS. */
    private static final int RTLD_NOW = 2;

    /** A function of five whole numbers. */
    interface Function extends CFunctionPointer {
        @InvokeCFunctionPointer
        long invoke(long a, long b, long c, long d, long e);
    }

    @CFunction("dlsym")
    private static native PointerBase dlsym(PointerBase library, CCharPointer name);

    @CFunction("dlopen")
    private static native PointerBase dlopen(CCharPointer file, int mode);

    @CFunction("setenv")
    private static native int setenv(CCharPointer name, CCharPointer value, int overwrite);

    @Override
    public long call(long function, long a, long b, long c, long d, long e) {
        Function pointer = WordFactory.pointer(function);
        return pointer.invoke(a, b, c, d, e);
    }

    @Override
    public long allocate(long bytes) {
        UnsignedWord size = WordFactory.unsigned(bytes);
        Pointer memory = UnmanagedMemory.calloc(size);
        return memory.rawValue();
    }

    @Override
    public void free(long address) {
        Pointer memory = WordFactory.pointer(address);
        UnmanagedMemory.free(memory);
    }

    @Override
    public long read(long address) {
        Pointer pointer = WordFactory.pointer(address);
        return pointer.readLong(0);
    }

    @Override
    public void write(long address, long value) {
        Pointer pointer = WordFactory.pointer(address);
        pointer.writeLong(0, value);
    }

    @Override
    public ByteBuffer view(long address, int bytes) {
        Pointer pointer = WordFactory.pointer(address);
        return CTypeConversion.asByteBuffer(pointer, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public long find(String function) {
        try (var name = CTypeConversion.toCString(function)) {
            return dlsym(WordFactory.nullPointer(), name.get()).rawValue(); // in all libraries of the process
        }
    }

    @Override
    public long find(Path library, String function) {
        try (var file = CTypeConversion.toCString(library.toString());
                var name = CTypeConversion.toCString(function)) {
            var handle = dlopen(file.get(), RTLD_NOW);
            return handle.isNull() ? 0 : dlsym(handle, name.get()).rawValue();
        }
    }

    @Override
    public void setEnvironment(String name, String value) {
        try (var nameText = CTypeConversion.toCString(name);
                var valueText = CTypeConversion.toCString(value)) {
            setenv(nameText.get(), valueText.get(), 0);
        }
    }
}
