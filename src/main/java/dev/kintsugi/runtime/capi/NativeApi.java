package dev.kintsugi.runtime.capi;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * Calls C functions by their address and reads and writes C memory. Addresses and whole numbers of any width are
 * passed as 64-bit values, which is how the calling conventions of x86-64 and AArch64 hand over their first arguments.
 * A wrong address ends the process.
 */
public sealed interface NativeApi permits PanamaNativeApi, GraalNativeApi {

    /** Calls a function of at most four arguments. */
    default long call(long function, long a, long b, long c, long d) {
        return call(function, a, b, c, d, 0);
    }

    /** Calls a function of at most five arguments; one that takes fewer does not see the rest. */
    long call(long function, long a, long b, long c, long d, long e);

    /** Memory of this many bytes, filled with zeros, until it is freed; 0 if there is not so much. */
    long allocate(long bytes);

    void free(long address);

    long read(long address);

    void write(long address, long value);

    /** The address of a function of the C library; 0 if it has none of this name. */
    long find(String function);

    /** The address of a function of a shared library, which is loaded and stays so; 0 if there is no such library or function. */
    long find(Path library, String function);

    /** Memory as Java reads and writes it, in the byte order of the machine; not to be used after it is freed. */
    ByteBuffer view(long address, int bytes);

    /** Sets a variable of this process's environment as C code sees it, unless the user has set it. */
    void setEnvironment(String name, String value);

    /** The way that this process has. */
    static NativeApi get() {
        return Chosen.IN_IMAGE ? new GraalNativeApi() : new PanamaNativeApi();
    }

    /** Known when an image is built, so that an image holds its own way only. */
    public final class Chosen {

        public static final boolean IN_IMAGE = System.getProperty("org.graalvm.nativeimage.imagecode") != null;

        private Chosen() {}
    }
}
