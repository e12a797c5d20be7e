package dev.kintsugi.ops;

import dev.kintsugi.model.BuiltinModels;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.runtime.Devices;
import dev.kintsugi.runtime.ShippedLibraries;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** What is done before the first request: the folder is made and the built-in models are installed. */
@ApplicationScoped
class Startup {

    private final ModelFolders folders;
    private final BuiltinModels models;
    private final Devices devices;
    private final Executor blocking;
    private volatile boolean installed;
    private volatile @Nullable String device;

    Startup(ModelFolders folders, BuiltinModels models, Devices devices, @Blocking Executor blocking) {
        this.folders = folders;
        this.models = models;
        this.devices = devices;
        this.blocking = blocking;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        ShippedLibraries.prepare();
        // Native parts of the tokenizer library are unpacked here, and never fetched.
        System.setProperty("ENGINE_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("DJL_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        // Loading ONNX Runtime takes as long as all else; whoever needs it first waits for what is left of that.
        blocking.execute(this::openDevice);
        models.install();
        Log.infof("models are in %s", folders.modelsDir());
        installed = true;
    }

    private void openDevice() {
        try {
            device = devices.preferred().toString();
            Log.infof("models run on %s", device);
        } catch (RuntimeException | LinkageError e) {
            Log.fatal(
                    "ONNX Runtime cannot be used, so no model can run. Are its shared libraries there, in the folder lib"
                            + " beside a native executable?",
                    e);
        }
    }

    boolean hasInstalledModels() {
        return installed;
    }

    /** The device that models run on; none before ONNX Runtime is loaded, or where it cannot be. */
    Optional<String> device() {
        return Optional.ofNullable(device);
    }
}
