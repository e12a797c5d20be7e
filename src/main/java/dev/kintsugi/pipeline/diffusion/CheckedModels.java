package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.model.health.Integrity;
import dev.kintsugi.model.repository.FirstUseHashes;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The models that were read and checked, and those that were refused: a model that cannot be used is checked, and
 * logged, once until one of its files changes.
 */
final class CheckedModels {

    static final List<String> COMPONENTS = List.of("text_encoder", "unet", "vae_decoder");

    private record Key(Path folder, String precision) {}

    /** What came of reading a model: one of the two. */
    private record Known(
            List<ModelFile> files,
            List<FileFingerprint> settings,
            Map<String, FileFingerprint> networks,
            @Nullable DiffusionModel model,
            @Nullable TypedException refusal) {}

    private record Asked(
            Key key, List<ModelFile> files, List<FileFingerprint> settings, Map<String, FileFingerprint> networks) {}

    private record OnDevice(Path file, Device device) {}

    private record Refused(FileFingerprint fingerprint, TypedException refusal) {}

    private final Integrity integrity;
    private final FirstUseHashes firstUse;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    private final Map<OnDevice, Refused> networks = new ConcurrentHashMap<>();

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
        var before = known.get(new Key(model.folder(), precision));
        if (before == null
                || !before.files().equals(model.manifest().files())
                || !before.settings().equals(settings(model, integrity::inspect))
                || (withNetworks || before.refusal() != null)
                        && !before.networks().equals(whole(model, precision, integrity::inspect))) {
            return Optional.empty();
        }
        return Optional.of(result(before));
    }

    /** Tells one state of a model's files from another. */
    Object key(Model model, String precision) {
        return new Asked(
                new Key(model.folder(), precision),
                model.manifest().files(),
                settings(model, integrity::inspect),
                whole(model, precision, integrity::inspect));
    }

    /**
     * Reads a model. Networks that are missing or damaged are left to the stage that needs them. Blocks.
     *
     * @throws TypedException what {@link DiffusionModel#load} throws
     */
    DiffusionModel read(Model model, String precision) {
        var key = new Key(model.folder(), precision);
        firstUse.requireAll(model);
        var settings = settings(model, this::verify);
        var read = read(model, precision, settings, Optional.ofNullable(known.get(key)));
        if (!settings(model, integrity::inspect).equals(settings)) {
            throw new TypedException(
                    FailureType.MODEL_LOADING_FAILED, "the model " + model.id() + " was changed while it was read");
        }
        known.put(key, read);
        return result(read);
    }

    private FileFingerprint verify(Model model, String path) {
        var fingerprint = integrity.verify(model, path);
        firstUse.note(model, path);
        return fingerprint;
    }

    private static DiffusionModel result(Known known) {
        if (known.refusal() != null) {
            throw again(known.refusal());
        }
        if (known.model() == null) {
            throw new IllegalStateException("neither read nor refused");
        }
        return known.model();
    }

    /** What was found when one of its networks was loaded, if that is still the same. */
    Optional<TypedException> refusal(Model model, Variant variant) {
        return whole(model, variant.precision(), integrity::inspect).entrySet().stream()
                .flatMap(
                        network -> refusal(model.path(network.getKey()), variant.device(), network.getValue()).stream())
                .findFirst();
    }

    /** A network that ONNX Runtime cannot load is not loaded again while its file is the same. */
    TypedException refuse(Model model, String path, Device device, FileFingerprint fingerprint, String why) {
        var refusal = named(model, new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, path + " " + why));
        networks.put(new OnDevice(model.path(path), device), new Refused(fingerprint, refusal));
        Log.warn(refusal.text());
        return again(refusal);
    }

    /** Why a network was refused, if it was and is unchanged. */
    Optional<TypedException> refusal(Path file, Device device, FileFingerprint fingerprint) {
        return Optional.ofNullable(networks.get(new OnDevice(file, device)))
                .filter(refused -> refused.fingerprint().equals(fingerprint))
                .map(refused -> again(refused.refusal()));
    }

    private static List<FileFingerprint> settings(Model model, BiFunction<Model, String, FileFingerprint> inspect) {
        return model.settings().stream().map(path -> inspect.apply(model, path)).toList();
    }

    /** The networks whose files are as they should be, with their fingerprints. */
    private static Map<String, FileFingerprint> whole(
            Model model, String precision, BiFunction<Model, String, FileFingerprint> inspect) {
        var whole = new HashMap<String, FileFingerprint>();
        for (var component : COMPONENTS) {
            var path = model.network(component, precision);
            try {
                whole.put(path, inspect.apply(model, path));
            } catch (TypedException | UncheckedIOException e) {
                continue; // the stage that needs it says so
            }
        }
        return whole;
    }

    private Known read(Model model, String precision, List<FileFingerprint> settings, Optional<Known> before) {
        var networks = whole(model, precision, integrity::verify);
        try {
            var loaded = DiffusionModel.load(model, precision, networks.keySet());
            return new Known(model.manifest().files(), settings, networks, loaded, null);
        } catch (TypedException e) {
            var refusal = named(model, e);
            if (before.map(Known::refusal)
                    .filter(old -> old.text().equals(refusal.text()))
                    .isEmpty()) {
                Log.warn(refusal.text());
            }
            return new Known(model.manifest().files(), settings, networks, null, refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TypedException named(Model model, TypedException e) {
        return new TypedException(e.type(), "the model " + model.id() + " cannot be used: " + e.text(), e);
    }

    /** A new exception for each caller. */
    private static TypedException again(TypedException refusal) {
        return new TypedException(refusal.type(), refusal.text(), refusal);
    }
}
