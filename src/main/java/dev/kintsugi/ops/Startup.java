package dev.kintsugi.ops;

import dev.kintsugi.model.BuiltinModels;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.runtime.Devices;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What is done before the first request: the folder is made and the built-in models are installed. */
@ApplicationScoped
class Startup {

    private final ModelFolders folders;
    private final BuiltinModels models;
    private final Devices devices;
    private volatile boolean done;

    Startup(ModelFolders folders, BuiltinModels models, Devices devices) {
        this.folders = folders;
        this.models = models;
        this.devices = devices;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        // Native parts of the tokenizer library are unpacked here, and never fetched.
        System.setProperty("ENGINE_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("DJL_CACHE_DIR", folders.home().resolve("cache").toString());
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
        models.install();
        Log.infof("models are in %s and run on %s", folders.modelsDir(), devices.preferred());
        done = true;
    }

    boolean isDone() {
        return done;
    }
}
