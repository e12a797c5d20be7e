package dev.kintsugi.capacity.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What one version of control groups calls its files of memory, and what is in them.
 *
 * @param folder of all groups, below the root of the file system
 * @param group finds the name of the group in {@code /proc/self/cgroup}
 * @param limits of several in one group the smallest counts
 * @param usage what is in use, cached files included
 * @param cached the line of the statistics about cached files that were not used lately
 * @param active the line about those that were
 */
record CgroupFiles(String folder, Pattern group, List<String> limits, String usage, String cached, String active) {

    static final CgroupFiles V2 = new CgroupFiles(
            "sys/fs/cgroup",
            Pattern.compile("(?m)^0::/(.*)$"),
            List.of("memory.max", "memory.high"), // above the second a process is slowed down until it stands still
            "memory.current",
            "inactive_file",
            "active_file");
    static final CgroupFiles V1 = new CgroupFiles(
            "sys/fs/cgroup/memory",
            Pattern.compile("(?m)^\\d+:(?:.*,)?memory(?:,.*)?:/(.*)$"),
            List.of("memory.limit_in_bytes"),
            "memory.usage_in_bytes",
            "total_inactive_file",
            "total_active_file");

    /** Version 1 has no word for no limit but the largest number of whole pages. */
    private static final long UNLIMITED = 1L << 60;

    /**
     * What one group leaves; empty if it limits nothing.
     *
     * @param at the folder of the group
     * @param all whether cached files that are in use count as free, too
     */
    Optional<MemoryReading> read(Path at, boolean all) throws IOException {
        var limit = limit(at);
        var used = number(at.resolve(usage));
        if (limit.isEmpty() || used.isEmpty() || limit.get() >= UNLIMITED) {
            return Optional.empty();
        }
        var statistics = at.resolve("memory.stat");
        var free = statistic(statistics, cached) + (all ? statistic(statistics, active) : 0);
        var taken = Math.max(0, used.get() - free);
        return Optional.of(new MemoryReading(limit.get(), Math.max(0, limit.get() - taken), "cgroup"));
    }

    private Optional<Long> limit(Path at) throws IOException {
        var found = new ArrayList<Long>();
        for (var name : limits) {
            number(at.resolve(name)).ifPresent(found::add);
        }
        return found.stream().min(Comparator.naturalOrder());
    }

    private static Optional<Long> number(Path file) throws IOException {
        var text = Files.isReadable(file) ? Files.readString(file).strip() : "";
        return text.matches("\\d{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    private static long statistic(Path statistics, String name) throws IOException {
        var text = Files.isReadable(statistics) ? Files.readString(statistics) : "";
        var line = Pattern.compile("(?m)^" + name + " (\\d{1,18})$").matcher(text);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }
}
