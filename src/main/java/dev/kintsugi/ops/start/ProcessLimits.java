package dev.kintsugi.ops.start;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** What the system allows this process. With too little of it a start does not fail, it hangs. */
record ProcessLimits(OptionalLong openFiles) {

    /** A service at rest has 50 files open and needs room for its callers, its database and the models that it loads. */
    static final long LEAST_OPEN_FILES = 256;

    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String OPEN_FILES = "Max open files";

    /** Read from Linux; other systems do not tell, and none of their limits are known. */
    static ProcessLimits ofThisProcess() {
        try {
            return parse(Files.readString(LIMITS));
        } catch (IOException e) {
            return new ProcessLimits(OptionalLong.empty());
        }
    }

    /** @param limits as proc(5) describes {@code /proc/pid/limits}: name, soft limit, hard limit, unit */
    static ProcessLimits parse(String limits) {
        return new ProcessLimits(limits.lines()
                .filter(line -> line.startsWith(OPEN_FILES))
                .map(line -> line.substring(OPEN_FILES.length()).strip().split("\\s+")[0])
                .filter(soft -> !soft.equals("unlimited"))
                .mapToLong(Long::parseLong)
                .findFirst());
    }

    /** What is too little, in one line that says what to do. */
    Optional<String> problem() {
        return openFiles.isPresent() && openFiles.getAsLong() < LEAST_OPEN_FILES
                ? Optional.of(StartFailure.line("this process may open only " + openFiles.getAsLong()
                        + " files and needs " + LEAST_OPEN_FILES
                        + ": raise the limit, such as with 'ulimit -n 4096' or LimitNOFILE=4096 in a unit of systemd"))
                : Optional.empty();
    }
}
