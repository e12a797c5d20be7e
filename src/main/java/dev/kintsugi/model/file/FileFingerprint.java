package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Detects cheaply whether a file has changed since it was last read.
 *
 * @param size in bytes
 * @param modified time of the last change in nanoseconds since 1970
 * @param key the file system's identity of the file, null if it has none
 */
public record FileFingerprint(
        long size, long modified, @Nullable Object key) {

    /** Whether a file is still the one that this was taken of. */
    public boolean isOf(Path file) {
        try {
            return equals(of(file));
        } catch (IOException e) {
            return false; // it is not even there
        }
    }

    public static FileFingerprint of(Path file) throws IOException {
        return of(Files.readAttributes(file, BasicFileAttributes.class));
    }

    static FileFingerprint of(BasicFileAttributes attributes) {
        return new FileFingerprint(
                attributes.size(), attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS), attributes.fileKey());
    }
}
