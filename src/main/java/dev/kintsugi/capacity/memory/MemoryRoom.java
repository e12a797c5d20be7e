package dev.kintsugi.capacity.memory;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the control group with the least room leaves for cached files. Among them are the program and its libraries: pages
 * of code that have no room are dropped and read again from disk each time they are executed.
 *
 * @param limit of the group in bytes
 * @param free the bytes that are not taken by memory which cannot be dropped
 * @param majorFaults how often this process has waited for a page from disk since it started
 */
public record MemoryRoom(long limit, long free, long majorFaults) {

    /** Empty if nothing limits this process, or it cannot be read. */
    public static Optional<MemoryRoom> read() {
        return read(Path.of("/"));
    }

    /** @param root of the file system */
    static Optional<MemoryRoom> read(Path root) {
        try {
            var faults = ProcMemory.majorFaults(root);
            return CgroupMemory.room(root).map(room -> new MemoryRoom(room.total(), room.free(), faults));
        } catch (IOException e) {
            Log.debugf("the control group does not tell how much memory is used: %s", e.toString());
            return Optional.empty();
        }
    }
}
