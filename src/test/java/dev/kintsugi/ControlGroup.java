package dev.kintsugi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A control group with a limit of memory, of version 1 or 2, for processes that are started in it. */
public final class ControlGroup implements AutoCloseable {

    private final Path folder;

    private ControlGroup(Path folder) {
        this.folder = folder;
    }

    /** Empty if this process may not make one. */
    public static Optional<ControlGroup> make(String name, long bytes) {
        var own = name + "-" + ProcessHandle.current().pid();
        return make(Path.of("/sys/fs/cgroup/memory", own), "memory.limit_in_bytes", bytes)
                .or(() -> make(Path.of("/sys/fs/cgroup", own), "memory.max", bytes));
    }

    private static Optional<ControlGroup> make(Path folder, String limit, long bytes) {
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            return Optional.empty();
        }
        var group = new ControlGroup(folder);
        try {
            Files.writeString(folder.resolve(limit), String.valueOf(bytes));
            return Optional.of(group);
        } catch (IOException e) {
            group.close();
            return Optional.empty();
        }
    }

    /** A program that starts another in this group. */
    public String[] starter() {
        return new String[] {"sh", "-c", "echo $$ > " + folder + "/cgroup.procs && exec \"$@\"", "sh"};
    }

    /** How much its processes use, caches included, in bytes. */
    public long used() throws IOException {
        var one = folder.resolve("memory.usage_in_bytes");
        return Long.parseLong(Files.readString(Files.exists(one) ? one : folder.resolve("memory.current"))
                .strip());
    }

    /** Its processes must have ended. */
    @Override
    public void close() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            System.err.println(folder + " is left: " + e);
        }
    }
}
