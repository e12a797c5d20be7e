package dev.kintsugi.runtime.library;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A shared library in a jar, and how to know its copies: by their size and the CRC-32 that the jar keeps of each of its
 * entries. That finds every damage of a disk or a copy; a user who can write here can also write the jar.
 *
 * @param resource its name in the jar
 * @param size in bytes
 * @param crc of its content
 */
record LibraryFile(String resource, long size, long crc) {

    private static final int BUFFER = 1 << 20;

    /** None if no jar has it, which is so for some libraries on some systems. */
    static Optional<LibraryFile> shipped(String resource) {
        var url = url(resource);
        if (url == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    url.openConnection() instanceof JarURLConnection jar
                            ? ofEntry(resource, jar)
                            : ofContent(resource, url));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static @Nullable URL url(String resource) {
        return LibraryFile.class.getClassLoader().getResource(resource);
    }

    private static LibraryFile ofEntry(String resource, JarURLConnection connection) throws IOException {
        connection.setUseCaches(false);
        try (var _ = connection.getJarFile()) {
            var entry = connection.getJarEntry();
            return new LibraryFile(resource, entry.getSize(), entry.getCrc());
        }
    }

    private static LibraryFile ofContent(String resource, URL url) throws IOException {
        try (var in = url.openStream()) {
            var crc = new CRC32();
            var buffer = new byte[BUFFER];
            long size = 0;
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
                size += read;
            }
            return new LibraryFile(resource, size, crc.getValue());
        }
    }

    /** The name of the file without folders. */
    String name() {
        return resource.substring(resource.lastIndexOf('/') + 1);
    }

    InputStream open() throws IOException {
        var url = url(resource);
        if (url == null) {
            throw new FileNotFoundException(resource);
        }
        return url.openStream();
    }

    /** Whether a file has this size, which takes no time to see; what lost its end would end the process when it is loaded. */
    boolean isAsLongAs(Path file) {
        try {
            return Files.isRegularFile(file) && Files.size(file) == size;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether a file has this content; a file that cannot be read has not. */
    boolean isCopiedTo(Path file) {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (var channel = FileChannel.open(file)) {
            return channel.size() == size && crc(channel) == crc;
        } catch (IOException e) {
            return false; // it is written anew, or reported by its name
        }
    }

    private static long crc(FileChannel channel) throws IOException {
        var crc = new CRC32();
        var buffer = ByteBuffer.allocate(BUFFER);
        while (channel.read(buffer) >= 0) {
            crc.update(buffer.flip());
            buffer.clear();
        }
        return crc.getValue();
    }
}
