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
import java.util.concurrent.Executor;

/** What is done before the first request: the folder is made and the built-in models are installed. */
@ApplicationScoped
class Startup {

    private final ModelFolders folders;
    private final BuiltinModels models;
    private final Devices devices;
    private final Executor blocking;
    private volatile boolean done;

    Startup(ModelFolders folders, BuiltinModels models, Devices devices, @Blocking Executor blocking) {
        this.folders = folders;
        this.models = models;
        this.devices = devices;
        this.blocking = blocking;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        ShippedLibraries.use();
        // Native parts of the tokenizer library are unpacked here, and never fetched.
        System.setProperty("ENGINE_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("DJL_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        devices.configured(); // a setting that is wrong ends the start here
        // Loading ONNX Runtime takes as long as all else; whoever needs it first waits for what is left of that.
        blocking.execute(() -> Log.infof("models run on %s", devices.preferred()));
        models.install();
        Log.infof("models are in %s", folders.modelsDir());
        done = true;
    }

    boolean isDone() {
        return done;
    }
}
