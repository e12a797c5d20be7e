package dev.kintsugi.model;

import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The models folder: {@code <model>/<version>/manifest.yaml} with the files beside it, or a standard layout without a
 * manifest in {@code <model>/}. Looks at the folder again at most once a second, so what is changed on disk is seen.
 */
@ApplicationScoped
public class ModelRepository {

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Path root;
    private final Clock clock;
    private volatile Map<ModelId, Model> models = Map.of();
    private volatile Instant scanned = Instant.MIN;

    public ModelRepository(ModelFolders folders, Clock clock) {
        this.root = folders.modelsDir();
        this.clock = clock;
    }

    /** All models in their newest versions, by name. */
    public Collection<Model> all() {
        if (isStale()) {
            scanIfStale();
        }
        return models.values();
    }

    public Optional<Model> find(ModelId id) {
        all();
        return Optional.ofNullable(models.get(id));
    }

    /** The model with this name, as a client wrote it. */
    public Model require(String name) {
        if (!ModelId.isValid(name)) {
            throw new TypedException(
                    FailureType.MODEL_NOT_FOUND,
                    "there is no model of that name; GET /v1/models lists those there are");
        }
        return find(new ModelId(name))
                .orElseThrow(() -> new TypedException(
                        FailureType.MODEL_NOT_FOUND,
                        "there is no model named '" + name + "'; GET /v1/models lists those there are"));
    }

    public Path root() {
        return root;
    }

    private boolean isStale() {
        return !clock.instant().isBefore(scanned.plus(FRESH));
    }

    private synchronized void scanIfStale() {
        if (isStale()) {
            scan();
        }
    }

    /** Looks at the folder now. */
    synchronized void scan() {
        var found = new TreeMap<ModelId, Model>(Comparator.comparing(ModelId::value));
        for (var folder : folders(root)) {
            try {
                newest(folder).ifPresent(model -> found.putIfAbsent(model.id(), model));
            } catch (UncheckedIOException e) {
                Log.warnf("the folder %s is left out, it cannot be read: %s", folder.getFileName(), e.getMessage());
            }
        }
        models = found;
        scanned = clock.instant();
    }

    private static Optional<Model> newest(Path folder) {
        var versions = new ArrayList<Model>();
        for (var version : folders(folder)) {
            read(version).ifPresent(versions::add);
        }
        return versions.isEmpty()
                ? read(folder)
                : versions.stream()
                        .max(Comparator.comparing(model -> model.manifest().version(), Versions.ORDER));
    }

    private static Optional<Model> read(Path folder) {
        try {
            var manifest = folder.resolve(Manifests.FILE);
            return Files.isRegularFile(manifest)
                    ? Optional.of(new Model(Manifests.read(manifest), folder))
                    : StandardLayout.manifest(folder).map(found -> new Model(found, folder));
        } catch (IOException | TypedException e) {
            Log.warnf("the model in %s is left out: %s", folder.getFileName(), e.getMessage());
            return Optional.empty();
        }
    }

    private static List<Path> folders(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
