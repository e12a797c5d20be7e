package dev.kintsugi.model.health;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.FileStatus;
import dev.kintsugi.model.file.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which files a model has at one moment. Files with a checksum in the manifest are judged by that whenever they are read;
 * others are told apart by how they look from outside.
 *
 * @param files by path: the checksum, or how the file looks; empty for one that is not there
 * @param changed when one without a checksum was written last
 */
public record FilesState(Map<String, String> files, Instant changed) {

    public FilesState {
        files = java.util.Collections.unmodifiableMap(new TreeMap<>(files));
    }

    /** Reads how some files of a model look. Blocks. */
    public static FilesState of(Model model, Collection<String> paths) {
        var files = new TreeMap<String, String>();
        var changed = Instant.EPOCH;
        for (var path : paths) {
            var sha256 = model.manifest().file(path).map(ModelFile::sha256);
            if (sha256.isPresent()) {
                files.put(path, sha256.get());
                continue;
            }
            try {
                var file = model.path(path);
                var status = FileStatus.at(file);
                files.put(path, status.fingerprint().toString());
                changed = later(changed, later(status.changed().toInstant(), linked(file)));
            } catch (IOException e) {
                files.put(path, "");
            }
        }
        return new FilesState(files, changed);
    }

    /** A link can be given another target. */
    private static Instant linked(Path file) throws IOException {
        return file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? ((FileTime) Files.getAttribute(file, "unix:ctime", LinkOption.NOFOLLOW_LINKS)).toInstant()
                : Instant.EPOCH;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Whether nothing was written for so long; not more than that is left to wait, whatever the clock says. */
    public Duration untilQuiet(Duration quiet, Instant now) {
        var age = Duration.between(changed, now);
        if (age.compareTo(quiet) >= 0) {
            return Duration.ZERO;
        }
        return age.isNegative() ? quiet : quiet.minus(age);
    }

    /** The files that are others than in another state. */
    public List<String> differences(FilesState other) {
        var paths = new TreeMap<>(files);
        paths.putAll(other.files);
        return paths.keySet().stream()
                .filter(path -> !files.getOrDefault(path, "").equals(other.files.getOrDefault(path, "")))
                .toList();
    }

    /** Tells one state from another, in every process. */
    public String digest() {
        return Sha256.of(files.toString().getBytes(StandardCharsets.UTF_8));
    }
}
