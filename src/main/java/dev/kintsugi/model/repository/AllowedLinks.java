package dev.kintsugi.model.repository;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Where links in the models folder may lead. Without a list that is anywhere: a user who may write into the models folder
 * decides what is served. With one, what lies outside the models folder and the folders of the list is left out.
 *
 * @param root the models folder
 * @param allowed other folders; null for anywhere
 */
record AllowedLinks(
        Path root, @org.jspecify.annotations.Nullable List<Path> allowed) {

    /** A link leads where it must not. */
    static final class Forbidden extends IOException {
        Forbidden(Path link) {
            super(link.getFileName() + " is a link that leaves the models folder; allow where it leads with"
                    + " kintsugi.models.links");
        }
    }

    static final AllowedLinks ANYWHERE = new AllowedLinks(Path.of(""), null);

    /** @throws IOException if a folder is a link to one that holds the models folder itself */
    void requireNoLoop(Path folder) throws IOException {
        if (Files.isSymbolicLink(folder)
                && Files.isDirectory(root)
                && root.toRealPath().startsWith(folder.toRealPath())) {
            throw new IOException("it is a link that leads back to the models folder");
        }
    }

    /** @throws Forbidden if a link leads elsewhere */
    void requireAllowed(Path path) throws IOException {
        if (allowed == null || !Files.exists(path)) {
            return;
        }
        var real = path.toRealPath();
        var inside = new ArrayList<Path>();
        inside.add(root);
        inside.addAll(allowed);
        for (var folder : inside) {
            if (Files.isDirectory(folder) && real.startsWith(folder.toRealPath())) {
                return;
            }
        }
        throw new Forbidden(path);
    }

    /** ONNX Runtime is given names as text. */
    static void requireUsable(Path path) throws IOException {
        if (!Path.of(path.toString()).equals(path)) {
            throw new IOException("its name cannot be read in this locale; set LC_ALL=C.UTF-8");
        }
    }
}
