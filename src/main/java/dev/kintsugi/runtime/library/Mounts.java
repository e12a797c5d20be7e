package dev.kintsugi.runtime.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** File systems as Linux tells of them (proc(5), {@code /proc/self/mounts}). */
record Mounts(List<Mount> all) {

    private static final Path TABLE = Path.of("/proc/self/mounts");

    record Mount(Path at, List<String> options) {}

    /** None on a system that has no such table. */
    static Mounts ofThisProcess() {
        try {
            return parse(Files.readString(TABLE));
        } catch (IOException e) {
            return new Mounts(List.of());
        }
    }

    /** @param table of lines with device, place, type and options; spaces in a place are written as {@code \040} */
    static Mounts parse(String table) {
        return new Mounts(table.lines()
                .map(line -> line.split(" "))
                .filter(parts -> parts.length > 3)
                .map(parts -> new Mount(Path.of(parts[1].replace("\\040", " ")), Arrays.asList(parts[3].split(","))))
                .toList());
    }

    /** Whether nothing in a folder may be executed, so that no library can be loaded from it. */
    boolean forbidExecution(Path folder) {
        var place = folder.toAbsolutePath().normalize();
        return all.stream()
                .filter(mount -> place.startsWith(mount.at()))
                .reduce((one, later) -> later.at().getNameCount() >= one.at().getNameCount() ? later : one)
                .filter(mount -> mount.options().contains("noexec"))
                .isPresent();
    }
}
