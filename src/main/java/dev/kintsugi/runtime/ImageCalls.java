package dev.kintsugi.runtime;

import java.nio.charset.StandardCharsets;
import org.graalvm.nativeimage.UnmanagedMemory;
import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.nativeimage.c.function.CFunctionPointer;
import org.graalvm.nativeimage.c.function.InvokeCFunctionPointer;
import org.graalvm.nativeimage.c.type.CCharPointer;
import org.graalvm.nativeimage.c.type.CLongPointer;
import org.graalvm.nativeimage.c.type.CTypeConversion;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/**
 * C in a native image: the interface that every image has, which needs no metadata of the functions that are called.
 * The types of this class exist in images only; the JVM never loads it.
 */
final class ImageCalls implements CCalls {

    /** A function of four whole numbers. */
    interface Function extends CFunctionPointer {
        @InvokeCFunctionPointer
        long invoke(long a, long b, long c, long d);
    }

    @Override
    public long call(long function, long a, long b, long c, long d) {
        Function pointer = WordFactory.pointer(function);
        return pointer.invoke(a, b, c, d);
    }

    @CFunction("setenv")
    private static native int setenv(CCharPointer name, CCharPointer value, int overwrite);

    @Override
    public void setEnvironment(String name, String value) {
        try (var nameText = CTypeConversion.toCString(name);
                var valueText = CTypeConversion.toCString(value)) {
            setenv(nameText.get(), valueText.get(), 0);
        }
    }

    @Override
    public long allocate(long bytes) {
        UnsignedWord size = WordFactory.unsigned(bytes);
        CCharPointer memory = UnmanagedMemory.calloc(size);
        return memory.rawValue();
    }

    @Override
    public long allocateText(String text) {
        try (var holder = CTypeConversion.toCString(text)) {
            var length = text.getBytes(StandardCharsets.UTF_8).length;
            UnsignedWord size = WordFactory.unsigned(length + 1);
            CCharPointer copy = UnmanagedMemory.calloc(size);
            for (int i = 0; i < length; i++) {
                copy.write(i, holder.get().read(i));
            }
            return copy.rawValue();
        }
    }

    @Override
    public void free(long address) {
        CCharPointer memory = WordFactory.pointer(address);
        UnmanagedMemory.free(memory);
    }

    @Override
    public long read(long address) {
        CLongPointer pointer = WordFactory.pointer(address);
        return pointer.read();
    }

    @Override
    public void write(long address, long value) {
        CLongPointer pointer = WordFactory.pointer(address);
        pointer.write(value);
    }

    @Override
    public String readText(long address) {
        CCharPointer text = WordFactory.pointer(address);
        return CTypeConversion.toJavaString(text);
    }
}
