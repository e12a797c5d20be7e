package dev.kintsugi.runtime.library;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;

/**
 * The folders that shared libraries may be unpacked to: the home's cache, and if it does not take them a folder for
 * temporary files.
 */
record LibraryPlaces(List<LibraryFolder> all, Mounts mounts) {

    private static final String TEMPORARY = "kintsugi-native";

    static LibraryPlaces of(Path cache, InstantSource clock) {
        var temporary = Path.of(System.getProperty("java.io.tmpdir"), TEMPORARY);
        return new LibraryPlaces(
                List.of(new LibraryFolder(cache.toAbsolutePath(), clock), new LibraryFolder(temporary, clock)),
                Mounts.ofThisProcess());
    }

    /**
     * The first place that takes all files.
     *
     * @throws UncheckedIOException if none does
     */
    Path folder(String name, List<LibraryFile> files) {
        var reasons = new ArrayList<String>();
        for (var place : all) {
            try {
                if (mounts.forbidExecution(place.root())) {
                    throw new IOException("mounted with noexec");
                }
                if (place != all.getFirst()) {
                    own(place.root());
                }
                return place.with(name, files);
            } catch (IOException e) {
                reasons.add(place.root() + ": " + reason(e));
            }
        }
        throw new UncheckedIOException(new IOException("the native libraries of " + name + " cannot be unpacked ("
                + String.join("; ", reasons)
                + "): make room for them, or let java.io.tmpdir be a folder that takes programs"));
    }

    /** A folder for temporary files belongs to all users: what another one has put there is not loaded. */
    private static void own(Path folder) throws IOException {
        var mine = Files.createTempFile(folder.toAbsolutePath().getParent(), TEMPORARY, "");
        try {
            if (!Files.exists(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            if (!Files.getOwner(folder).equals(Files.getOwner(mine))
                    || !PosixFilePermissions.toString(Files.getPosixFilePermissions(folder))
                            .equals("rwx------")) {
                throw new IOException("belongs to another user");
            }
        } finally {
            Files.delete(mine);
        }
    }

    private static String reason(IOException e) {
        return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : e.toString();
    }

    void sweep(Set<Path> used) {
        all.forEach(place -> place.sweep(used));
        // The library for tokenizers unpacked itself here in earlier versions.
        new LibraryFolder(
                        all.getFirst().root().resolveSibling("tokenizers"),
                        all.getFirst().clock())
                .sweep(Set.of());
    }

    /**
     * Checks for damage in libraries that were not unpacked here.
     *
     * @param isRight whether a file is what it should be
     * @throws UncheckedIOException that names one that is damaged
     */
    static void verify(Path folder, List<LibraryFile> files, BiPredicate<LibraryFile, Path> isRight) {
        for (var file : files) {
            var there = folder.resolve(file.name());
            if (Files.exists(there) && !isRight.test(file, there)) {
                throw new UncheckedIOException(new IOException(
                        there + " is damaged, or of another version than this executable: install both again"));
            }
        }
    }
}
