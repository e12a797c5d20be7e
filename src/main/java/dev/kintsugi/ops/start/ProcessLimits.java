package dev.kintsugi.ops.start;

import dev.kintsugi.runtime.capi.NativeApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the system allows this process. With too little of it a start does not fail, it hangs, or hundreds of callers end
 * threads that serve all others.
 *
 * @param openFiles empty if it has no limit, or none that is known
 * @param heap the bytes that the Java heap may grow to
 */
record ProcessLimits(OptionalLong openFiles, long heap) {

    /** A service at rest has 50 files open and needs room for its callers, its database and the models that it loads. */
    static final long LEAST_OPEN_FILES = 256;

    /**
     * With 64 MB, 900 callers that send their requests slowly end the threads of the network; with 96 MB, of which the
     * virtual machine counts a little less, they do not.
     */
    static final long LEAST_HEAP = 88L << 20;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    /** Read from Linux; other systems do not tell, and none of their limits are known. */
    static ProcessLimits ofThisProcess() {
        try {
            return parse(Files.readString(LIMITS), heapOfThisProcess());
        } catch (IOException e) {
            return new ProcessLimits(OptionalLong.empty(), heapOfThisProcess());
        }
    }

    /** A native executable needs less, how much less was not measured. */
    private static long heapOfThisProcess() {
        return NativeApi.Chosen.IN_IMAGE ? Long.MAX_VALUE : Runtime.getRuntime().maxMemory();
    }

    /** @param limits as proc(5) describes {@code /proc/pid/limits}: name, soft limit, hard limit, unit */
    static ProcessLimits parse(String limits, long heap) {
        var openFiles = limits.lines()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
                .filter(soft -> !soft.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst();
        return new ProcessLimits(openFiles, heap);
    }

    /** What is too little, in one line that says what to do. */
    Optional<String> problem() {
        if (openFiles.isPresent() && openFiles.getAsLong() < LEAST_OPEN_FILES) {
            return Optional.of(StartFailure.line("this process may open only " + openFiles.getAsLong()
                    + " files and needs " + LEAST_OPEN_FILES
                    + ": raise the limit, such as with 'ulimit -n 4096' or LimitNOFILE=4096 in a unit of systemd"));
        }
        if (heap < LEAST_HEAP) {
            return Optional.of(StartFailure.line("the Java heap may grow to only " + (heap >> 20) + " MiB and needs "
                    + (LEAST_HEAP >> 20)
                    + ": start with -Xmx96m or more, or give the container more memory"));
        }
        return Optional.empty();
    }
}
