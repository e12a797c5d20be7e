package dev.kintsugi.capacity.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads the memory limits of the control groups that this process is in, of version 2 (cgroup-v2.rst, Memory) or 1
 * (cgroup-v1/memory.rst). Each group above limits as well, so the one that leaves the least counts. Cached files that
 * were not used lately give way and count as free.
 */
final class CgroupMemory {

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
        for (var version : List.of(CgroupFiles.V2, CgroupFiles.V1)) {
            var group = version.group().matcher(text);
            if (group.find()) {
                var top = root.resolve(version.folder());
                for (@Nullable Path at = top.resolve(group.group(1)).normalize();
                        at != null && at.startsWith(top);
                        at = at.getParent()) {
                    version.read(at, all).ifPresent(readings::add);
                }
            }
        }
        return readings;
    }
}
