package dev.kintsugi.runtime.library;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Set;

/**
 * What is left in a place of unpacked libraries by other versions, and by processes that were killed while they wrote.
 *
 * @param root of the folders with libraries
 * @param used the folders of them that this process has loaded libraries from
 */
record StaleLibraries(Path root, Set<Path> used) {

    /** @param dead what was begun before this time is not written any more */
    void delete(Instant dead) {
        if (!Files.isDirectory(root)) {
            return;
        }
        try (var entries = Files.list(root)) {
            for (var entry : entries.toList()) {
                if (used.contains(entry)) {
                    deletePartial(entry, dead);
                } else {
                    delete(entry);
                }
            }
        } catch (IOException e) {
            Log.debugf("%s could not be swept: %s", root, e.getMessage());
        }
    }

    private static void deletePartial(Path folder, Instant dead) throws IOException {
        try (var entries = Files.list(folder)) {
            for (var entry : entries.filter(file -> file.toString().endsWith(LibraryFolder.PARTIAL))
                    .toList()) {
                if (Files.getLastModifiedTime(entry).toInstant().isBefore(dead)) {
                    Files.deleteIfExists(entry);
                }
            }
        }
    }

    /** Deletes a file, or a folder with all that is in it. */
    static void delete(Path path) throws IOException {
        try (var all = Files.walk(path)) {
            for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(one);
            }
        }
    }
}
