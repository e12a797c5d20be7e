package dev.kintsugi.ops.start;

import dev.kintsugi.model.file.BrokenLink;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The folder that a service cannot be without: jobs, models and pictures are kept in it. */
record HomeFolder(Path path) {

    private static final String KEY = "kintsugi.home";

    /** Why the home of this process cannot be used; a name that is no path at all is reported as a setting. */
    static Optional<String> problemOfThisProcess() {
        var name = ConfigProvider.getConfig()
                .getOptionalValue(KEY, String.class)
                .orElseGet(() -> System.getProperty("user.home") + "/.kintsugi");
        try {
            return new HomeFolder(Path.of(name)).problem();
        } catch (InvalidPathException e) {
            return Optional.of(KEY + " is '" + name + "', which cannot be a folder here: " + e.getReason() + "; "
                    + FileNames.ofThisProcess().advice());
        }
    }

    /** Removes the pages that an older version unpacked. */
    void removePages() throws IOException {
        var pages = path.resolve("cache/pages");
        if (Files.isDirectory(pages)) {
            try (var all = Files.walk(pages)) {
                for (var one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(one);
                }
            }
        }
    }

    /** Why nothing can be kept in it, in one line that says what to do; it is created if there is none. */
    Optional<String> problem() {
        var link = BrokenLink.on(path);
        if (link.isPresent()) {
            return Optional.of(link.get().text() + ": make it or mount its disk, or set " + KEY
                    + " (KINTSUGI_HOME) to another folder than " + path);
        }
        if (Files.exists(path) && !Files.isDirectory(path)) {
            return Optional.of("the home " + path + " is not a folder: remove it, or set " + KEY
                    + " (KINTSUGI_HOME) to another folder");
        }
        try {
            Files.createDirectories(path);
            Files.delete(Files.createTempFile(path, ".written-", ""));
            return Optional.empty();
        } catch (FileSystemException e) {
            return Optional.of("nothing can be written in the home " + path + " (" + FileAccessProblem.reason(e)
                    + "): see to its owner, its permissions and the room on its disk, or set " + KEY
                    + " (KINTSUGI_HOME) to another folder");
        } catch (IOException e) {
            return Optional.of("nothing can be written in the home " + path + " (" + e.getMessage() + ")");
        }
    }
}
