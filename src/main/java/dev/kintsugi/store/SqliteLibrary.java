package dev.kintsugi.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * SQLite's shared library, which its driver unpacks at each start and removes at the end: not in the temporary folder,
 * which may be shared or read-only, and also removed after a process that was killed.
 */
final class SqliteLibrary {

    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /** To be called before the driver is used, by the only process that uses the folder. */
    static void unpackIn(Path folder) throws IOException {
        if (System.getProperty(FOLDER) != null) {
            return; // somebody decided it, or it is loaded
        }
        Files.createDirectories(folder);
        try (var left = Files.newDirectoryStream(folder, "sqlite-*")) {
            for (var file : left) {
                Files.delete(file);
            }
        }
        System.setProperty(FOLDER, folder.toAbsolutePath().toString());
    }
}
