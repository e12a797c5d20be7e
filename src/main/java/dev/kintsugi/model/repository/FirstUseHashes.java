package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifests;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What files without a checksum had in them when they first gave a result, kept in {@code contents.json} in the home. Nothing
 * says what an export without a manifest should contain, so its files are taken as they are found the first time. A file
 * that changes later while others of its model stay may be damaged or belong to another export: it is used, and answers
 * say so. An export whose networks are all replaced is another one and is taken as it is found.
 */
@ApplicationScoped
public class FirstUseHashes {

    public static final String FILE = "contents.json";

    /** By the path of a model's folder, as two folders may hold exports of one name; in the home it is relative, as homes are moved. */
    private final Map<String, ModelHashes> models = new TreeMap<>();

    private final Path home;
    private final HashesFile stored;

    public FirstUseHashes(ModelFolders folders) {
        this.home = folders.home().toAbsolutePath().normalize();
        this.stored = new HashesFile(home.resolve(FILE));
        // Versions before 0.2 wrote absolute paths only.
        stored.read().forEach(this::read);
    }

    private void read(String folder, Map<String, String> first) {
        try {
            models.put(key(home.resolve(folder)), new ModelHashes(first));
        } catch (InvalidPathException e) {
            Log.warnf("an entry of %s is left out, its name cannot be that of a folder: %s", FILE, e.getReason());
        }
    }

    /** Takes note of what was read of a file; only of those whose manifest does not say what they should have. */
    public synchronized void note(Model model, String path, String sha256) {
        if (isUnknown(model, path)) {
            hashes(model).note(path, sha256);
        }
    }

    /** How often a file of a model was found with other content than when it was read before. */
    public synchronized int replacements(Model model) {
        return hashes(model).replacements();
    }

    /**
     * A model gave a result with what was read of it last: that is what its files have in them from the first use on. What
     * gave none, such as the first half of a file that was being copied, does not count. Blocks.
     */
    public void confirm(Model model) {
        if (isNew(model)) {
            stored.write(this::confirmed);
        }
    }

    /** The same for a small file, which is read for it. Blocks. */
    public void note(Model model, String path) {
        if (isUnknown(model, path)) {
            try {
                note(model, path, Integrity.sha256(model.path(path)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static boolean isUnknown(Model model, String path) {
        return model.manifest()
                .file(path)
                .filter(known -> known.sha256() != null)
                .isEmpty();
    }

    private synchronized boolean isNew(Model model) {
        return hashes(model).confirm();
    }

    /** The files of a model that have other content than when the model was first used, by their paths. */
    public synchronized List<String> changed(Model model) {
        return hashes(model).changed();
    }

    /**
     * Makes sure that what a model says of itself is all there still: without such a file it would draw other pictures.
     *
     * @throws TypedException model_loading_failed if a file that was there when the model was first used is not
     */
    public void requireAll(Model model) {
        for (var path : settings(model)) {
            var isThere = Files.isRegularFile(model.path(path));
            if (isThere && model.manifest().file(path).isEmpty()) {
                throw new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        Manifests.FILE + " of the model " + model.id() + " does not list " + path
                                + " any more; list it with path, size and sha256, or delete " + Manifests.FILE);
            }
            if (!isThere) {
                throw new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        path + " of the model " + model.id() + " is missing; bring it back, or delete " + FILE
                                + " in the home and start the service again if it is not needed");
            }
        }
    }

    private synchronized List<String> settings(Model model) {
        return hashes(model).settings();
    }

    private ModelHashes hashes(Model model) {
        return models.computeIfAbsent(key(model.folder()), _ -> new ModelHashes(Map.of()));
    }

    private String key(Path folder) {
        var path = folder.toAbsolutePath().normalize();
        return (path.startsWith(home) ? home.relativize(path) : path).toString();
    }

    private synchronized Map<String, Map<String, String>> confirmed() {
        var confirmed = new TreeMap<String, Map<String, String>>();
        models.forEach((model, hashes) -> {
            if (!hashes.first().isEmpty()) {
                confirmed.put(model, hashes.first());
            }
        });
        return confirmed;
    }
}
