package dev.kintsugi.model.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A symbolic link that leads to no folder. It belongs to whoever made it and may lead to one again, such as when a disk is
 * mounted.
 */
public record BrokenLink(Path link) {

    /** The first one on the way to a folder; nothing if there is none, whether the folder is there or not. Blocks. */
    public static Optional<BrokenLink> on(Path folder) {
        var absolute = folder.toAbsolutePath();
        for (int names = 1; names <= absolute.getNameCount(); names++) {
            var part = absolute.getRoot().resolve(absolute.subpath(0, names));
            if (Files.isSymbolicLink(part) && !Files.isDirectory(part)) {
                return Optional.of(new BrokenLink(part));
            }
        }
        return Optional.empty();
    }

    /** What it is, and where it leads. */
    public String text() {
        try {
            return link + " is a link to " + Files.readSymbolicLink(link) + ", and there is no such folder";
        } catch (IOException e) {
            return link + " was a link that led to no folder";
        }
    }
}
