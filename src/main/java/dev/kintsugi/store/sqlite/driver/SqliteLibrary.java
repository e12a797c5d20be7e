package dev.kintsugi.store.sqlite.driver;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's shared library. Its driver would unpack it at each start, compare it byte by byte and remove it at the end,
 * which is longer than all the rest of a start together; here it stays, and is only written if it is missing or differs.
 */
public final class SqliteLibrary {

    private static final String FOLDER = "org.sqlite.lib.path";
    private static final String NAME = "org.sqlite.lib.name";

    private SqliteLibrary() {}

    /** To be called before the driver is used, by the only process that uses the folder. */
    public static void unpackIn(Path folder) throws IOException {
        if (System.getProperty(FOLDER) != null) {
            return; // it was set by the user, or it is loaded
        }
        var name = LibraryLoaderUtil.getNativeLibName();
        var file = folder.resolve(name);
        var shipped = shipped(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name);
        if (!Files.isRegularFile(file) || !Arrays.equals(Files.readAllBytes(file), shipped)) {
            Files.createDirectories(folder);
            var partial = folder.resolve(name + ".partial");
            Files.write(partial, shipped);
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        System.setProperty(FOLDER, folder.toAbsolutePath().toString());
        System.setProperty(NAME, name);
    }

    private static byte[] shipped(String path) throws IOException {
        try (var resource = LibraryLoaderUtil.class.getResourceAsStream(path)) {
            if (resource == null) {
                throw new FileNotFoundException(path + ": SQLite's driver has no library for this machine");
            }
            return resource.readAllBytes();
        }
    }
}
