package dev.kintsugi.model.repository;

import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.file.BrokenLink;
import dev.kintsugi.model.repository.BuiltinManifests.Builtin;
import io.quarkus.logging.Log;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where the files of built-in models are: in the models folder, or in a folder of the cache while a link on the way there
 * leads nowhere, such as to a disk that is not mounted. The link is its user's and stays, and what it leads to counts again as
 * soon as it is there.
 */
final class BuiltinFolders {

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Path root;
    private final Path standIn;
    private final BuiltinManifests builtin;
    private final BoundedCalls<Path, Map<Path, BrokenLink>> inspections = new BoundedCalls<>("models-links", 1);
    private volatile Map<Path, BrokenLink> broken = Map.of();
    private volatile boolean inspected;

    /**
     * @param root the models folder
     * @param standIn where built-in models are installed instead
     */
    BuiltinFolders(Path root, Path standIn, BuiltinManifests builtin) {
        this.root = root;
        this.standIn = standIn;
        this.builtin = builtin;
    }

    /** The folder of a model as of the last inspection. */
    Path of(Builtin shipped) {
        if (!inspected) {
            inspect();
        }
        var folder = root.resolve(shipped.path());
        return broken.containsKey(folder) ? standIn.resolve(shipped.path()) : folder;
    }

    /** Inspects the links now. If that takes too long, what was seen before counts. */
    void inspect() {
        var before = broken;
        broken = inspections.call(root, this::links, PATIENCE).orElse(before);
        inspected = true;
        for (var link : Map.copyOf(broken).values().stream().distinct().toList()) {
            if (!before.containsValue(link)) {
                Log.warnf(
                        "%s; what it leads to is used again when it is there, until then built-in models are used"
                                + " from %s",
                        link.text(), standIn);
            }
        }
        before.values().stream()
                .distinct()
                .filter(link -> !broken.containsValue(link))
                .forEach(link -> Log.infof("the link %s leads to a folder again", link.link()));
    }

    private Map<Path, BrokenLink> links() {
        var found = new HashMap<Path, BrokenLink>();
        BrokenLink.on(root).ifPresent(link -> found.put(root, link));
        for (var shipped : builtin.all()) {
            var folder = root.resolve(shipped.path());
            BrokenLink.on(folder).ifPresent(link -> found.put(folder, link));
        }
        return Map.copyOf(found);
    }

    /** Whether the models folder itself is not there for want of what a link leads to. */
    boolean isRootAway() {
        return broken.containsKey(root);
    }

    /** Which link leads nowhere, by its name. */
    Optional<String> problem() {
        return broken.values().stream()
                .map(link -> link.link().getFileName() + " is a link to a folder that is not there")
                .sorted()
                .findFirst();
    }
}
