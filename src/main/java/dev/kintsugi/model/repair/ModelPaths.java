package dev.kintsugi.model.repair;

import io.quarkus.logging.Log;
import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The paths of models' files. What is in the way, such as a file in the place of a folder, is put aside under a name
 * that begins with a dot, for people to inspect; it is never
 * deleted. A link that leads nowhere is left as it is: what it leads to may come back.
 */
final class ModelPaths {

    private static final String PARTIAL = ".partial-";

    /** A link in the place of a folder leads to none that can be used. It is its user's, who may bring that back. */
    static final class LinkIsUsers extends IOException {
        private LinkIsUsers(Path link) {
            super(link.getFileName() + " is a link to a folder that is not there or cannot be used");
        }
    }

    private ModelPaths() {}

    /** A name beside a file that no other service uses. */
    static Path partial(Path target) {
        return target.resolveSibling(
                target.getFileName() + PARTIAL + UUID.randomUUID().toString().substring(0, 13));
    }

    /** Makes the folders of a file, up to the models folder, and moves away what stands in their places. */
    static void makeWay(Path target, Path modelFolder) throws IOException {
        var model = modelFolder.getParent();
        var models = model == null ? null : model.getParent();
        removeLink(target.getParent(), models);
        var missing = new ArrayDeque<Path>();
        for (var folder = target.getParent(); folder != null && !isUsable(folder); folder = folder.getParent()) {
            missing.push(folder);
        }
        for (var folder : missing) {
            if (Files.isSymbolicLink(folder) && !isUsable(folder)) {
                throw new LinkIsUsers(folder);
            }
            var ours = folder.startsWith(modelFolder) || folder.equals(model) || folder.equals(models);
            if (ours
                    && Files.exists(folder, LinkOption.NOFOLLOW_LINKS)
                    && !isUsable(folder)) { // another service may have made it
                putAside(folder);
            }
            Files.createDirectories(folder);
        }
    }

    /**
     * A folder that is a link to another place in the models folder belongs to another model, whose files must not be
     * overwritten. A link that leaves the models folder is a model that an operator stores elsewhere.
     */
    private static void removeLink(@Nullable Path folder, @Nullable Path models) throws IOException {
        if (folder == null || models == null || !folder.startsWith(models) || folder.equals(models)) {
            return;
        }
        removeLink(folder.getParent(), models);
        if (Files.isSymbolicLink(folder)
                && Files.exists(folder)
                && folder.toRealPath().startsWith(models.toRealPath())) {
            putAside(folder);
        }
    }

    private static boolean isUsable(Path folder) {
        return Files.isDirectory(folder) && Files.isReadable(folder) && Files.isExecutable(folder);
    }

    static void putAside(Path inTheWay) throws IOException {
        var aside = inTheWay.resolveSibling(PutAside.name(String.valueOf(inTheWay.getFileName())));
        // Atomic: else Java refuses a folder that it may not write, which its parent allows to be renamed.
        Files.move(inTheWay, aside, StandardCopyOption.ATOMIC_MOVE);
        Log.warnf("%s was in the way of a model's files and was put aside as %s", inTheWay, aside.getFileName());
    }

    /** Deletes what a service that was killed left half written in a model's folder before this time. */
    static void sweep(Path modelFolder, Instant before) throws IOException {
        if (!Files.isDirectory(modelFolder)) {
            return;
        }
        try (var files = Files.walk(modelFolder, 2)) {
            for (var file : files.filter(ModelPaths::isPartial).toList()) {
                if (Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS)
                        .toInstant()
                        .isBefore(before)) {
                    delete(file);
                }
            }
        }
    }

    private static void delete(Path file) throws IOException {
        try {
            Files.deleteIfExists(file);
        } catch (DirectoryNotEmptyException e) {
            return; // none of ours
        }
    }

    private static boolean isPartial(Path file) {
        var name = String.valueOf(file.getFileName());
        return name.contains(PARTIAL) || name.endsWith(".partial");
    }
}
