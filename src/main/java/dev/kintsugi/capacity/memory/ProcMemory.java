package dev.kintsugi.capacity.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what Linux says of the machine's memory: /proc/meminfo, in kB (proc_meminfo(5)). */
final class ProcMemory {

    private static final Pattern TOTAL = Pattern.compile("(?m)^MemTotal: +(\\d+) kB$");
    private static final Pattern AVAILABLE = Pattern.compile("(?m)^MemAvailable: +(\\d+) kB$");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** After the command's name, which is in brackets and may hold anything: the tenth number. */
    private static final Pattern MAJOR_FAULTS = Pattern.compile("(?s).*\\) \\S(?: -?\\d+){8} (\\d+) .*");

    private static final long KILO = 1024;

    private ProcMemory() {}

    /**
     * Empty if there is no such file or it says something else.
     *
     * @param root of the file system
     */
    static Optional<MemoryReading> read(Path root) throws IOException {
        var file = root.resolve("proc/meminfo");
        return Files.isReadable(file) ? parse(Files.readString(file)) : Optional.empty();
    }

    /**
     * The bytes that this process has in memory; 0 if there is no such file (proc_pid_status(5)).
     *
     * @param root of the file system
     */
    static long resident(Path root) throws IOException {
        var file = root.resolve("proc/self/status");
        return Files.isReadable(file) ? number(RESIDENT, Files.readString(file)).orElse(0L) : 0;
    }

    /**
     * How often this process has waited for a page from disk; 0 if there is no such file (proc_pid_stat(5), majflt).
     *
     * @param root of the file system
     */
    static long majorFaults(Path root) throws IOException {
        var file = root.resolve("proc/self/stat");
        var found = MAJOR_FAULTS.matcher(Files.isReadable(file) ? Files.readString(file) : "");
        return found.matches() ? Long.parseLong(found.group(1)) : 0;
    }

    static Optional<MemoryReading> parse(String text) {
        return number(TOTAL, text)
                .flatMap(total -> number(AVAILABLE, text).map(free -> new MemoryReading(total, free, "proc")));
    }

    private static Optional<Long> number(Pattern line, String text) {
        var found = line.matcher(text);
        return found.find() ? Optional.of(Long.parseLong(found.group(1)) * KILO) : Optional.empty();
    }
}
