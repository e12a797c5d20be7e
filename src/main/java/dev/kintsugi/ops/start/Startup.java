package dev.kintsugi.ops.start;

import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.repair.BuiltinModels;
import dev.kintsugi.ops.settings.ProcessSettings;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.device.Devices;
import dev.kintsugi.runtime.library.ShippedLibraries;
import dev.kintsugi.store.UnusableStore;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What is done before the first request: the folder is made and the built-in models are installed. */
@ApplicationScoped
public class Startup {

    private final ModelFolders folders;
    private final BuiltinModels models;
    private final NamedModels named;
    private final Devices devices;
    private final Executor blocking;
    private final Clock clock;
    private volatile boolean installed;
    private volatile @Nullable String device;

    Startup(
            ModelFolders folders,
            BuiltinModels models,
            NamedModels named,
            Devices devices,
            @Blocking Executor blocking,
            Clock clock) {
        this.folders = folders;
        this.named = named;
        this.models = models;
        this.devices = devices;
        this.blocking = blocking;
        this.clock = clock;
    }

    void start(@Observes @Priority(1) StartupEvent event, LaunchMode mode) {
        check();
        var cache = folders.home().resolve("cache");
        OnnxEnvironment.silence();
        ShippedLibraries.prepare(mode == LaunchMode.TEST ? Optional.empty() : Optional.of(cache), clock);
        // The tokenizer library fetches nothing, and keeps here what it wants to keep.
        System.setProperty("ENGINE_CACHE_DIR", cache.toString());
        System.setProperty("DJL_CACHE_DIR", cache.toString());
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        // Loading ONNX Runtime takes as long as all else; the first user waits for what is left of that.
        blocking.execute(this::openDevice);
        models.install();
        Log.infof("models are in %s", folders.modelsDir());
        blocking.execute(() -> named.problems().forEach(Log::warn));
        installed = true;
    }

    /** @throws CannotStart with all that must be put right */
    private void check() {
        var home = new HomeFolder(folders.home());
        var problems = ProcessSettings.wrong();
        if (problems.isEmpty()) {
            problems = home.problem().stream().toList();
        }
        if (!problems.isEmpty()) {
            throw new CannotStart(problems);
        }
        ProcessSettings.unknown().forEach(Log::warn);
        FileNames.ofThisProcess().warning().ifPresent(Log::warn);
        try {
            home.removePages();
        } catch (IOException e) {
            Log.debugf("pages of before could not be removed: %s", e.getMessage());
        }
    }

    void end(@Observes UnusableStore store) {
        ProcessEnd.unusable(store.problem());
    }

    private void openDevice() {
        try {
            device = devices.preferred().toString();
            ShippedLibraries.tokenizers();
            unpackLeptonica();
            Log.infof("models run on %s", device);
            ShippedLibraries.verifyLoaded();
        } catch (RuntimeException | LinkageError e) {
            ProcessEnd.unusable("no model can run: " + StartFailure.ofLibraries(e));
            return;
        }
        ShippedLibraries.sweep();
    }

    /** Now, so that it is not taken for one of another version; without it pictures are PNG. */
    private static void unpackLeptonica() {
        try {
            ShippedLibraries.leptonica();
        } catch (UncheckedIOException e) {
            Log.warnf("pictures can be sent as PNG only: %s", e.getMessage());
        }
    }

    public boolean hasInstalledModels() {
        return installed;
    }

    /** The device that models run on; none before ONNX Runtime is loaded, or if it cannot be. */
    public Optional<String> device() {
        return Optional.ofNullable(device);
    }
}
