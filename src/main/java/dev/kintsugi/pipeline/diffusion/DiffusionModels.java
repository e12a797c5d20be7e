package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Integrity;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.runtime.InferenceException;
import dev.kintsugi.runtime.Sessions;
import dev.kintsugi.runtime.Sessions.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Opens what a model consists of; every file is verified before it is used. */
@ApplicationScoped
class DiffusionModels {

    private final Integrity integrity;
    private final Sessions sessions;
    private final ReadModels read;

    DiffusionModels(Integrity integrity, Sessions sessions) {
        this.integrity = integrity;
        this.read = new ReadModels(integrity);
        this.sessions = sessions;
    }

    /** The model's own settings, read again when one of their files was changed. */
    DiffusionModel settings(Model model, String precision) {
        return read.settings(model, precision);
    }

    /**
     * Makes sure that a model can be drawn with before anything is computed.
     *
     * @throws TypedException model_compatibility_error, or what is wrong with one of its files
     */
    DiffusionModel require(Model model, Variant variant) {
        return read.require(model, variant);
    }

    /** Why a model cannot be used, as far as its files say; empty where nothing is known against it. */
    Optional<TypedException> problem(Model model, Variant variant) {
        return read.problem(model, variant);
    }

    /** Whether none of its networks was found to be one that cannot be loaded, as long as its file is the same. */
    boolean isLoadable(Model model, Variant variant) {
        return Model.NETWORKS.stream()
                .map(component -> model.path(model.network(component, variant.precision())))
                .noneMatch(file -> sessions.hasFailed(file, variant.device()));
    }

    boolean isLoaded(Model model, Variant variant, String component) {
        return sessions.isLoaded(model.path(model.network(component, variant.precision())), variant.device());
    }

    /** A session of one of its networks. */
    Lease lease(Model model, Variant variant, String component) {
        var path = model.network(component, variant.precision());
        var stamp = integrity.verify(model, path);
        read.refusal(model.path(path), variant.device(), stamp).ifPresent(refusal -> {
            throw refusal;
        });
        try {
            return sessions.lease(model.path(path), stamp, variant.device());
        } catch (InferenceException e) {
            throw e.incompatibility()
                    .<RuntimeException>map(why -> read.refuse(model, path, variant.device(), stamp, why))
                    .orElse(e);
        }
    }
}
