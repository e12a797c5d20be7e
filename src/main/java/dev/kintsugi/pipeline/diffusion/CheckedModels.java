package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.pipeline.network.UnusableModel;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that were read and checked, and those that were refused: a model that cannot be used is checked, and
 * logged, once until one of its files changes.
 */
final class CheckedModels {

    private record Key(Path folder, String precision) {}

    /** What came of reading a model: one of the two. */
    private record Known(
            ModelFingerprint fingerprint,
            @Nullable DiffusionModel model,
            @Nullable UnusableModel refusal) {

        DiffusionModel result() {
            if (refusal != null) {
                throw refusal.exception();
            }
            if (model == null) {
                throw new IllegalStateException("neither read nor refused");
            }
            return model;
        }
    }

    private final Integrity integrity;
    private final FirstUseHashes firstUse;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    CheckedModels(Integrity integrity, FirstUseHashes firstUse) {
        this.integrity = integrity;
        this.firstUse = firstUse;
    }

    /**
     * What is known of a model and still true, without reading any file of it.
     *
     * @param withNetworks whether its networks have to be the same too
     * @throws TypedException why it was refused
     */
    Optional<DiffusionModel> known(Model model, String precision, boolean withNetworks) {
        return Optional.ofNullable(known.get(new Key(model.folder(), precision)))
                .filter(before -> before.fingerprint()
                        .isStillOf(model, withNetworks || before.refusal() != null, integrity::inspect))
                .map(Known::result);
    }

    /** How the files of a model are now, without reading them. */
    ModelFingerprint fingerprint(Model model, String precision) {
        return ModelFingerprint.of(model, precision, integrity::inspect, integrity::inspect);
    }

    /** The networks whose files are as they should be now, by path, without reading them. */
    Map<String, FileFingerprint> networks(Model model, String precision) {
        return ModelFingerprint.networks(model, precision, integrity::inspect);
    }

    /**
     * Reads a model. Networks that are missing or damaged are left to the stage that needs them. Blocks.
     *
     * @throws TypedException what {@link DiffusionModel#load} throws
     */
    DiffusionModel read(Model model, String precision) {
        var key = new Key(model.folder(), precision);
        firstUse.requireAll(model);
        var fingerprint = ModelFingerprint.of(model, precision, this::verify, integrity::verify);
        var read = read(model, fingerprint, Optional.ofNullable(known.get(key)));
        if (!fingerprint.hasSettingsOf(model, integrity::inspect)) {
            throw new TypedException(
                    FailureType.MODEL_LOADING_FAILED, "the model " + model.id() + " was changed while it was read");
        }
        known.put(key, read);
        return read.result();
    }

    private FileFingerprint verify(Model model, String path) {
        var fingerprint = integrity.verify(model, path);
        firstUse.note(model, path);
        return fingerprint;
    }

    private static Known read(Model model, ModelFingerprint fingerprint, Optional<Known> before) {
        try {
            var loaded = DiffusionModel.load(
                    model, fingerprint.precision(), fingerprint.networks().keySet());
            return new Known(fingerprint, loaded, null);
        } catch (TypedException e) {
            var refusal = UnusableModel.of(model, e);
            if (before.map(Known::refusal)
                    .filter(old -> old.text().equals(refusal.text()))
                    .isEmpty()) {
                Log.warn(refusal.text());
            }
            return new Known(fingerprint, null, refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
