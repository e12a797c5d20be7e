package dev.kintsugi.runtime.library;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * A folder of shared libraries that were unpacked. Each set has its own folder, named by its content, is verified
 * before it is used, and is used again by the next start; several processes may share it. A file is written beside its place
 * and then renamed, so that one that is loaded is never changed.
 */
record LibraryFolder(Path root, InstantSource clock) {

    static final String PARTIAL = ".partial";
    private static final Duration DEAD_AFTER = Duration.ofMinutes(10);

    /**
     * The folder with all files of a set, whole.
     *
     * @throws IOException if it cannot be written
     */
    Path with(String name, List<LibraryFile> files) throws IOException {
        var folder = root.resolve(name(name, files));
        // In this order: another process may make the folder meanwhile.
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS) && !isFolder(folder)) {
            StaleLibraries.delete(folder);
        }
        Files.createDirectories(folder);
        for (var file : files) {
            var target = folder.resolve(file.name());
            if (!file.isCopiedTo(target)) {
                unpack(file, target);
            }
        }
        return folder;
    }

    /** By what is in it: another version of a library has another folder. */
    static String name(String name, List<LibraryFile> files) {
        var crc = new CRC32();
        files.forEach(file -> crc.update((file + "\n").getBytes(StandardCharsets.UTF_8)));
        return name + "-" + HexFormat.of().toHexDigits((int) crc.getValue());
    }

    private static void unpack(LibraryFile file, Path target) throws IOException {
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            Log.warnf("the native library %s is damaged and is unpacked anew", target);
        }
        var partial = Files.createTempFile(target.toAbsolutePath().getParent(), file.name(), PARTIAL);
        try {
            try (var in = file.open()) {
                Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!file.isCopiedTo(partial)) {
                throw new IOException("the jar with " + file.resource() + " is damaged: install the service again");
            }
            if (isFolder(target)) {
                StaleLibraries.delete(target);
            }
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(partial);
        }
    }

    /** Removes what other versions have left, and what processes have begun to write that were killed then. */
    void sweep(Set<Path> used) {
        new StaleLibraries(root, used).delete(clock.instant().minus(DEAD_AFTER));
    }

    private static boolean isFolder(Path path) {
        return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }
}
