package dev.kintsugi.capacity.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the memory limits of the control groups that this process is in, of version 2 (cgroup-v2.rst, Memory) or 1
 * (cgroup-v1/memory.rst). Each group above limits as well, so the one that leaves the least counts. Cached files that
 * were not used lately give way and count as free.
 */
final class CgroupMemory {

    /** One version's names; of several limits in one group the smallest counts. */
    private record Names(
            String folder, Pattern group, List<String> limits, String usage, String cached, String active) {}

    private static final Names V2 = new Names(
            "sys/fs/cgroup",
            Pattern.compile("(?m)^0::/(.*)$"),
            List.of("memory.max", "memory.high"), // above the second a process is slowed down until it stands still
            "memory.current",
            "inactive_file",
            "active_file");
    private static final Names V1 = new Names(
            "sys/fs/cgroup/memory",
            Pattern.compile("(?m)^\\d+:(?:.*,)?memory(?:,.*)?:/(.*)$"),
            List.of("memory.limit_in_bytes"),
            "memory.usage_in_bytes",
            "total_inactive_file",
            "total_active_file");

    /** Version 1 has no word for no limit but the largest number of whole pages. */
    private static final long UNLIMITED = 1L << 60;

    private CgroupMemory() {}

    /**
     * Empty if nothing limits this process.
     *
     * @param root of the file system
     */
    static Optional<MemoryReading> read(Path root) throws IOException {
        return readings(root, false).stream().min(Comparator.comparingLong(MemoryReading::free));
    }

    /**
     * Like {@link #read}, but all cached files count as free, also those that are in use.
     *
     * @param root of the file system
     */
    static Optional<MemoryReading> room(Path root) throws IOException {
        return readings(root, true).stream().min(Comparator.comparingLong(MemoryReading::free));
    }

    /**
     * The smallest limit of all groups; empty if nothing limits this process.
     *
     * @param root of the file system
     */
    static Optional<Long> limit(Path root) throws IOException {
        return readings(root, false).stream().map(MemoryReading::total).min(Comparator.naturalOrder());
    }

    private static List<MemoryReading> readings(Path root, boolean all) throws IOException {
        var groups = root.resolve("proc/self/cgroup");
        if (!Files.isReadable(groups)) {
            return List.of();
        }
        var text = Files.readString(groups);
        var readings = new ArrayList<MemoryReading>();
        for (var names : List.of(V2, V1)) {
            var group = names.group().matcher(text);
            if (group.find()) {
                var top = root.resolve(names.folder());
                for (@Nullable Path at = top.resolve(group.group(1)).normalize();
                        at != null && at.startsWith(top);
                        at = at.getParent()) {
                    read(at, names, all).ifPresent(readings::add);
                }
            }
        }
        return readings;
    }

    private static Optional<MemoryReading> read(Path folder, Names names, boolean all) throws IOException {
        var limit = limit(folder, names);
        var usage = number(folder.resolve(names.usage()));
        if (limit.isEmpty() || usage.isEmpty() || limit.get() >= UNLIMITED) {
            return Optional.empty();
        }
        var statistics = folder.resolve("memory.stat");
        var cached = cached(statistics, names.cached()) + (all ? cached(statistics, names.active()) : 0);
        var taken = Math.max(0, usage.get() - cached);
        return Optional.of(new MemoryReading(limit.get(), Math.max(0, limit.get() - taken), "cgroup"));
    }

    private static Optional<Long> limit(Path folder, Names names) throws IOException {
        var limits = new ArrayList<Long>();
        for (var name : names.limits()) {
            number(folder.resolve(name)).ifPresent(limits::add);
        }
        return limits.stream().min(Comparator.naturalOrder());
    }

    private static Optional<Long> number(Path file) throws IOException {
        var text = Files.isReadable(file) ? Files.readString(file).strip() : "";
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static long cached(Path statistics, String name) throws IOException {
        var text = Files.isReadable(statistics) ? Files.readString(statistics) : "";
        var line = Pattern.compile("(?m)^" + name + " (\\d{1,18})$").matcher(text);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
