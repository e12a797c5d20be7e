package dev.kintsugi.runtime.device;

import dev.kintsugi.runtime.capi.NativeApi;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/**
 * The most memory that networks on the CPU may use: the configured amount, or what a container's limit leaves beside the
 * Java heap and all else that the process needs. See decisions/0017.
 */
@ApplicationScoped
public class MemoryBudget {

    private static final long MEBI = 1L << 20;

    /**
     * What the process needs beside the heap and the arena of networks, measured with the built-in models under load:
     * classes, compiled code, threads, libraries, SQLite, the graphs of networks, tensors that pass in and out.
     */
    private static final long BESIDE_ON_THE_JVM = 208 * MEBI;

    /** The same of a native executable, which compiles nothing and loads no classes. */
    private static final long BESIDE_IN_AN_IMAGE = 110 * MEBI;

    /** With less, not even the smallest picture of the built-in models can be drawn. */
    private static final long LEAST = 24 * MEBI;

    /** The value of the setting that switches the computed budget off. */
    static final String UNLIMITED = "unlimited";

    private final Optional<Long> bytes;

    @Inject
    MemoryBudget(RuntimeSettings settings, HostMemory host) {
        this(
                settings.memory().isPresent()
                        ? settings.memoryBytes()
                        : host.limit()
                                .map(limit ->
                                        left(limit, Runtime.getRuntime().maxMemory(), NativeApi.Chosen.IN_IMAGE)));
        if (settings.memory().isEmpty() && bytes.isPresent()) {
            NativeHeap.tighten();
            Log.infof(
                    "networks may use %d MiB: the memory of this process is limited to %d MiB, of which the Java heap"
                            + " may take %d MiB",
                    bytes.get() / MEBI,
                    host.limit().orElse(0L) / MEBI,
                    Runtime.getRuntime().maxMemory() / MEBI);
            warnIfShort(bytes.get());
        }
    }

    private MemoryBudget(Optional<Long> bytes) {
        this.bytes = bytes;
    }

    /** What the settings say, whatever the container's limit. */
    public static MemoryBudget configured(RuntimeSettings settings) {
        return new MemoryBudget(settings.memoryBytes());
    }

    /** The budget in bytes; empty if there is none. */
    public Optional<Long> bytes() {
        return bytes;
    }

    /**
     * What is left for networks.
     *
     * @param limit the bytes that the process can have
     * @param heap the bytes that the Java heap may grow to
     * @param image whether this is a native executable
     */
    static long left(long limit, long heap, boolean image) {
        return Math.max(LEAST, limit - heap - (image ? BESIDE_IN_AN_IMAGE : BESIDE_ON_THE_JVM));
    }

    private static void warnIfShort(long bytes) {
        if (bytes == LEAST) {
            Log.warnf("that is very little: give the container more memory, or the Java heap less (-Xmx64m)");
        }
    }
}
