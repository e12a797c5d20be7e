package dev.kintsugi.model.repository;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.recovery.classification.CauseChain;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What files without a checksum had in them when they first gave a result, kept in {@code contents.json} in the home. Nothing
 * says what an export without a manifest should contain, so its files are taken as they are found the first time. A file
 * that changes later while others of its model stay may be damaged or belong to another export: it is used, and answers
 * say so. An export whose networks are all replaced is another one and is taken as it is found.
 */
@ApplicationScoped
public class FirstUseHashes {

    public static final String FILE = "contents.json";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<TreeMap<String, TreeMap<String, String>>> FORM = new TypeReference<>() {};
    private static final String NETWORK = ".onnx";

    /** By folder of a model, by path in it: SHA-256 in lower-case hexadecimal. */
    private final Map<String, TreeMap<String, String>> first;

    private final Map<String, TreeMap<String, String>> now = new TreeMap<>();
    private final Map<String, Integer> replacements = new TreeMap<>();
    /** A disk that hangs holds up no more than this, and that once: what was found counts all the same. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Path home;
    private final BoundedCalls<Path, Boolean> writing = new BoundedCalls<>("contents-file", 1);
    private final AtomicBoolean unwritten = new AtomicBoolean();

    public FirstUseHashes(ModelFolders folders) {
        this.home = folders.home();
        this.first = read(home.resolve(FILE));
    }

    /** Takes note of what was read of a file; only of those whose manifest does not say what they should have. */
    public synchronized void note(Model model, String path, String sha256) {
        if (isUnknown(model, path)) {
            var before = now.computeIfAbsent(key(model), _ -> new TreeMap<>()).put(path, sha256);
            if (before != null && !before.equals(sha256)) {
                replacements.merge(key(model), 1, Integer::sum);
            }
        }
    }

    /** How often a file of a model was found with other content than when it was read before. */
    public synchronized int replacements(Model model) {
        return replacements.getOrDefault(key(model), 0);
    }

    /**
     * A model gave a result with what was read of it last: that is what its files have in them from the first use on. What
     * gave none, such as the first half of a file that was being copied, does not count. Blocks.
     */
    public void confirm(Model model) {
        if (isNew(key(model))) {
            unwritten.set(true);
            while (unwritten.get() && writing.call(home, this::write, PATIENCE).isPresent()) {
                // A write that was under way may have begun before this was noted.
            }
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

    private synchronized boolean isNew(String model) {
        var seen = now.get(model);
        if (seen == null) {
            return false;
        }
        var before = first.computeIfAbsent(model, _ -> new TreeMap<>());
        var known = before.size();
        if (isAnotherExport(model)) {
            before.clear();
            before.putAll(seen);
            return true;
        }
        seen.forEach(before::putIfAbsent);
        return before.size() > known;
    }

    private boolean isAnotherExport(String model) {
        var before = first.getOrDefault(model, new TreeMap<>());
        var networks =
                before.keySet().stream().filter(path -> path.endsWith(NETWORK)).toList();
        var seen = now.getOrDefault(model, new TreeMap<>());
        return networks.size() > 1
                && networks.stream()
                        .allMatch(path ->
                                seen.containsKey(path) && !seen.get(path).equals(before.get(path)));
    }

    /** The files of a model that have other content than when the model was first used, by their paths. */
    public synchronized List<String> changed(Model model) {
        var before = first.getOrDefault(key(model), new TreeMap<>());
        return now.getOrDefault(key(model), new TreeMap<>()).entrySet().stream()
                .filter(seen -> !seen.getValue().equals(before.getOrDefault(seen.getKey(), seen.getValue())))
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Makes sure that what a model says of itself is all there still: without such a file it would draw other pictures.
     *
     * @throws TypedException model_loading_failed if a file that was there when the model was first used is not
     */
    public void requireAll(Model model) {
        for (var path : settings(key(model))) {
            if (model.manifest().file(path).isEmpty() || !Files.isRegularFile(model.path(path))) {
                throw new TypedException(
                        FailureType.MODEL_LOADING_FAILED,
                        path + " of the model " + model.id() + " is missing; bring it back, or delete " + FILE
                                + " in the home and start the service again if it is not needed");
            }
        }
    }

    private synchronized List<String> settings(String model) {
        return first.getOrDefault(model, new TreeMap<>()).keySet().stream()
                .filter(path -> path.endsWith(".json") || path.endsWith(".txt"))
                .toList();
    }

    /** Models are identified by their path, as two folders may hold exports of one name. */
    private static String key(Model model) {
        return model.folder().toAbsolutePath().normalize().toString();
    }

    private static Map<String, TreeMap<String, String>> read(Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return new TreeMap<>();
        }
        try {
            return JSON.readValue(file.toFile(), FORM);
        } catch (IOException e) {
            Log.warnf("%s cannot be read, files of models are taken as they are now: %s", FILE, CauseChain.describe(e));
            return new TreeMap<>();
        }
    }

    /** What is noted meanwhile is written too. */
    private boolean write() {
        while (unwritten.getAndSet(false)) {
            writeOnce();
        }
        return true;
    }

    private void writeOnce() {
        var partial = home.resolve(FILE + ".partial");
        try {
            Files.write(partial, json());
            Files.move(
                    partial, home.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            Log.warnf(
                    "%s cannot be written, changes to files are noticed until the restart only: %s",
                    FILE, e.getMessage());
        }
    }

    private synchronized byte[] json() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(first);
    }
}
