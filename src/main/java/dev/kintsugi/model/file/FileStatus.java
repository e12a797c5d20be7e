package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file as it looks from outside, its links followed.
 *
 * @param fingerprint size, time and identity
 * @param isRegularFile whether it can be read without waiting for another process, unlike a pipe
 * @param changed when anything about it changed (st_ctime), which no program can set: it tells of content that was
 *     changed and given its old time back. Not part of the fingerprint, because a new hard link or other permissions change
 *     it too
 */
public record FileStatus(FileFingerprint fingerprint, boolean isRegularFile, FileTime changed) {

    public static FileStatus at(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        var changed = file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (FileTime) Files.getAttribute(file, "unix:ctime")
                : attributes.lastModifiedTime();
        return new FileStatus(FileFingerprint.of(attributes), attributes.isRegularFile(), changed);
    }
}
