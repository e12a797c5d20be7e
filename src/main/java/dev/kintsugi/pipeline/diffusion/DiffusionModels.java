package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.pipeline.network.LoadableNetworks;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import dev.kintsugi.runtime.session.Sessions.Lease;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opens what a model consists of; every file is verified before it is used. */
@ApplicationScoped
class DiffusionModels {

    private final FirstUseHashes firstUse;
    private final Sessions sessions;
    private final BoundedModelReads reads;
    private final LoadableNetworks networks;

    DiffusionModels(LoadableNetworks networks, Integrity integrity, Sessions sessions, FirstUseHashes firstUse) {
        this.networks = networks;
        this.firstUse = firstUse;
        this.reads = new BoundedModelReads(new CheckedModels(integrity, firstUse), sessions);
        this.sessions = sessions;
    }

    /** The model's own settings, for who has time. */
    DiffusionModel settings(Model model, String precision) {
        return reads.read(model, precision, false, null);
    }

    /** The model's own settings, read again when one of their files was changed; waits for that as long as the run may. */
    DiffusionModel settings(Model model, Variant variant, RunHandle handle) {
        return reads.read(model, variant.precision(), false, handle);
    }

    /**
     * Makes sure that a model can be drawn with before anything is computed.
     *
     * @throws TypedException model_compatibility_error, or what is wrong with one of its files
     */
    DiffusionModel require(Model model, Variant variant) {
        return require(model, variant, null);
    }

    /** The same; waits as long as the run may. */
    DiffusionModel require(Model model, Variant variant, @Nullable RunHandle handle) {
        var settings = reads.read(model, variant.precision(), true, handle);
        networks.refusal(model, variant.device(), reads.networks(model, variant.precision()))
                .ifPresent(refusal -> {
                    throw refusal;
                });
        return settings;
    }

    /** Those whose files are left alone. */
    StableFiles stable(ModelRepository repository, Clock clock) {
        return new StableFiles(repository, sessions.fileChecks(), clock);
    }

    /** What was read of a model gave a result, so it is what the model has in it from now on. */
    void worked(Model model) {
        firstUse.confirm(model);
    }

    /** What an answer has to say of files that changed after the model was first used. */
    List<String> changed(Model model) {
        return firstUse.changed(model).stream()
                .map(path -> path + " of the model " + model.id() + " changed after the model was first used: it may be"
                        + " damaged or belong to another export. If that was on purpose, delete " + FirstUseHashes.FILE
                        + " in the home and start the service again.")
                .toList();
    }

    /**
     * Why a model cannot be used, as far as its files say, or of one that makes no pictures, as far as was found when its
     * networks were loaded; empty if nothing is known against it.
     */
    Optional<TypedException> problem(Model model, Variant variant) {
        try {
            if (!model.manifest().task().equals(Manifest.TEXT_TO_IMAGE)) {
                return networks.refusal(model, variant.device());
            }
            require(model, variant);
            return Optional.empty();
        } catch (TypedException e) {
            return Optional.of(e);
        } catch (LinkageError e) { // a native library may be missing
            return Optional.of(new TypedException(
                    FailureType.DEPENDENCY_MISSING,
                    "a native library that it needs cannot be loaded, the log says which",
                    e));
        } catch (UncheckedIOException e) {
            return Optional.empty(); // a disk that gives nothing says nothing about the model
        }
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

    /** A session of one of its networks, for who has time. */
    Lease lease(Model model, Variant variant, String component) {
        return lease(model, variant, component, null);
    }

    /** A session of one of its networks; waits for it as long as the run may. */
    Lease lease(Model model, Variant variant, String component, @Nullable RunHandle handle) {
        return networks.lease(model, model.network(component, variant.precision()), variant.device(), handle);
    }
}
