package dev.kintsugi.capacity.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/** Reads Linux's pressure stall information: which share of the last ten seconds something waited for a processor. */
final class CpuPressure {

    private static final Pattern SOME = Pattern.compile("(?m)^some avg10=(\\d+\\.\\d+) ");

    private CpuPressure() {}

    /**
     * From 0 to 1; empty if the kernel does not tell.
     *
     * @param root of the file system
     */
    static OptionalDouble read(Path root) {
        var file = root.resolve("proc/pressure/cpu");
        try {
            return Files.isReadable(file) ? parse(Files.readString(file)) : OptionalDouble.empty();
        } catch (IOException e) {
            return OptionalDouble.empty(); // a kernel may have the file and refuse it
        }
    }

    static OptionalDouble parse(String text) {
        var some = SOME.matcher(text);
        return some.find() ? OptionalDouble.of(Double.parseDouble(some.group(1)) / 100) : OptionalDouble.empty();
    }
}
