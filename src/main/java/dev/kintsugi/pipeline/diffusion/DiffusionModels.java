package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Integrity;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.Stamp;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.runtime.Sessions;
import dev.kintsugi.runtime.Sessions.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens what a model consists of; every file is verified before it is used. */
@ApplicationScoped
class DiffusionModels {

    private static final List<String> COMPONENTS = List.of("text_encoder", "unet", "vae_decoder");

    private record Known(List<Stamp> stamps, DiffusionModel model) {}

    private final Integrity integrity;
    private final Sessions sessions;
    private final Map<Path, Known> known = new HashMap<>();

    DiffusionModels(Integrity integrity, Sessions sessions) {
        this.integrity = integrity;
        this.sessions = sessions;
    }

    /** The model's own settings, read again when one of their files was changed. */
    synchronized DiffusionModel settings(Model model) {
        var stamps = model.manifest().files().stream()
                .filter(file -> !file.path().endsWith(".onnx"))
                .map(file -> integrity.verify(model, file.path()))
                .toList();
        var before = known.get(model.folder());
        if (before != null && before.stamps().equals(stamps)) {
            return before.model();
        }
        try {
            var loaded = DiffusionModel.load(model);
            known.put(model.folder(), new Known(stamps, loaded));
            return loaded;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes sure that all files are there with the sizes that they should have, without reading them.
     *
     * @throws TypedException model_loading_failed where one is not
     */
    void requireFiles(Model model) {
        var incomplete = integrity.incomplete(model);
        if (!incomplete.isEmpty()) {
            throw new TypedException(
                    FailureType.MODEL_LOADING_FAILED,
                    incomplete.getFirst().path() + " of the model " + model.id() + " is missing or has another size");
        }
    }

    /**
     * Makes sure that none of its networks was found to be one that cannot be loaded, and that all are there: a folder
     * without a manifest lists what it has, not what it should have.
     *
     * @throws TypedException model_loading_failed where one was, or is not
     */
    void requireLoadable(Model model, Variant variant) {
        for (var component : COMPONENTS) {
            var path = model.network(component, variant.precision());
            if (!Files.isRegularFile(model.path(path)) || sessions.hasFailed(model.path(path), variant.device())) {
                throw new TypedException(
                        FailureType.MODEL_LOADING_FAILED, path + " of the model " + model.id() + " cannot be loaded");
            }
        }
    }

    boolean isLoaded(Model model, Variant variant, String component) {
        return sessions.isLoaded(model.path(model.network(component, variant.precision())), variant.device());
    }

    /** A session of one of its networks. */
    Lease lease(Model model, Variant variant, String component) {
        var path = model.network(component, variant.precision());
        return sessions.lease(model.path(path), integrity.verify(model, path), variant.device());
    }
}
