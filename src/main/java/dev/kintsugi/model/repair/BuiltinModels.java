package dev.kintsugi.model.repair;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.model.repository.BuiltinManifests;
import dev.kintsugi.model.repository.ModelRepository;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The models that are shipped with the service. On the first start they are installed like any other model. */
@ApplicationScoped
public class BuiltinModels {

    /** What is older than this was left by a service that was killed. */
    private static final Duration LEFT_OVER = Duration.ofHours(1);

    /** A disk that hangs must not keep the service from starting. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ModelRepository repository;
    private final Installer installer;
    private final BuiltinManifests builtin;
    private final ManifestRepair manifests;
    private final Clock clock;
    private final BoundedCalls<Path, Boolean> installing = new BoundedCalls<>("install-models", 1);
    private final Map<String, String> told = new ConcurrentHashMap<>();

    public BuiltinModels(ModelRepository repository, Installer installer, BuiltinManifests builtin, Clock clock) {
        this.repository = repository;
        this.installer = installer;
        this.builtin = builtin;
        this.manifests = new ManifestRepair(repository, installer, builtin);
        this.clock = clock;
    }

    /**
     * Installs what is not there yet or was cut short. Files are not read here: a start would have to wait for that, and
     * each is verified before it is used. What cannot be installed is logged, and tried again by
     * {@link ModelWatch}.
     */
    public void install() {
        var done = installing.call(
                repository.root(),
                () -> {
                    sweep();
                    builtin.all().forEach(this::install);
                    return true;
                },
                PATIENCE);
        if (done.isEmpty()) {
            Log.errorf("the models folder %s does not answer; models are installed when it does", repository.root());
        }
        repository.scan();
    }

    private void install(BuiltinManifests.Builtin shipped) {
        var model = new Model(shipped.manifest(), repository.folder(shipped));
        try {
            manifests.restore(shipped);
            var restored = installer.complete(model);
            if (!restored.isEmpty()) {
                Log.infof(
                        "installed %d files of the model %s %s",
                        restored.size(), model.id(), model.manifest().version());
            }
            told.remove(shipped.path());
        } catch (RuntimeException e) {
            if (!String.valueOf(e.getMessage()).equals(told.put(shipped.path(), String.valueOf(e.getMessage())))) {
                Log.warnf("the model %s is not whole in %s: %s", model.id(), repository.root(), e.getMessage());
            }
        }
    }

    /**
     * Restores shipped manifests that are lost or differ.
     *
     * @return whether one was put back
     */
    boolean restoreManifests() {
        return manifests.restoreAll();
    }

    private void sweep() {
        for (var shipped : builtin.all()) {
            try {
                ModelPaths.sweep(repository.folder(shipped), clock.instant().minus(LEFT_OVER));
            } catch (IOException | UncheckedIOException e) {
                Log.debugf(e, "the folder of %s could not be swept", shipped.path());
            }
        }
    }
}
