package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Integrity;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.Stamp;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.runtime.Device;
import io.quarkus.logging.Log;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The models that were read and checked, and those that were refused: a model that cannot be used is looked at, and
 * logged, once until one of its files changes.
 */
final class ReadModels {

    static final List<String> COMPONENTS = List.of("text_encoder", "unet", "vae_decoder");

    private record Key(Path folder, String precision) {}

    /** What came of reading a model: one of the two. */
    private record Known(
            List<Stamp> settings,
            Map<String, Stamp> networks,
            @Nullable DiffusionModel model,
            @Nullable TypedException refusal) {}

    private record OnDevice(Path file, Device device) {}

    private record Refused(Stamp stamp, TypedException refusal) {}

    private final Integrity integrity;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();
    private final Map<Key, Object> locks = new ConcurrentHashMap<>();
    private final Map<OnDevice, Refused> networks = new ConcurrentHashMap<>();

    ReadModels(Integrity integrity) {
        this.integrity = integrity;
    }

    /**
     * A model that can be drawn with. Networks that are missing or damaged are left to the stage that needs them.
     *
     * @throws TypedException what {@link DiffusionModel#load} throws, and what was found when a network was loaded
     */
    DiffusionModel require(Model model, Variant variant) {
        var precision = variant.precision();
        var read = known(model, precision, true);
        whole(model, precision)
                .forEach((path, stamp) -> refusal(model.path(path), variant.device(), stamp)
                        .ifPresent(refusal -> {
                            throw refusal;
                        }));
        return read;
    }

    /** The same without a look at its networks where it was read before. */
    DiffusionModel settings(Model model, String precision) {
        return known(model, precision, false);
    }

    private DiffusionModel known(Model model, String precision, boolean withNetworks) {
        var key = new Key(model.folder(), precision);
        synchronized (locks.computeIfAbsent(key, _ -> new Object())) {
            var before = known.get(key);
            var now = settings(model);
            if (before == null
                    || !before.settings().equals(now)
                    || (withNetworks || before.refusal() != null)
                            && !before.networks().equals(whole(model, precision))) {
                before = read(model, precision, now, Optional.ofNullable(before));
                known.put(key, before);
            }
            if (before.refusal() != null) {
                throw again(before.refusal());
            }
            if (before.model() == null) {
                throw new IllegalStateException("neither read nor refused");
            }
            return before.model();
        }
    }

    /** Why a model cannot be used, as far as its files say; empty where nothing is known against it. */
    Optional<TypedException> problem(Model model, Variant variant) {
        try {
            require(model, variant);
            return Optional.empty();
        } catch (TypedException e) {
            return Optional.of(e);
        }
    }

    /** A network that ONNX Runtime cannot load is not loaded again while its file is the same. */
    TypedException refuse(Model model, String path, Device device, Stamp stamp, String why) {
        var refusal = named(model, new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, path + " " + why));
        networks.put(new OnDevice(model.path(path), device), new Refused(stamp, refusal));
        Log.warn(refusal.text());
        return again(refusal);
    }

    /** Why a network was refused, where it was and is still the same. */
    Optional<TypedException> refusal(Path file, Device device, Stamp stamp) {
        return Optional.ofNullable(networks.get(new OnDevice(file, device)))
                .filter(refused -> refused.stamp().equals(stamp))
                .map(refused -> again(refused.refusal()));
    }

    private List<Stamp> settings(Model model) {
        return model.settings().stream()
                .map(path -> integrity.verify(model, path))
                .toList();
    }

    /** The networks whose files are as they should be, with their stamps. */
    private Map<String, Stamp> whole(Model model, String precision) {
        var whole = new HashMap<String, Stamp>();
        for (var component : COMPONENTS) {
            var path = model.network(component, precision);
            try {
                whole.put(path, integrity.verify(model, path));
            } catch (TypedException | UncheckedIOException e) {
                continue; // the stage that needs it says so
            }
        }
        return whole;
    }

    private Known read(Model model, String precision, List<Stamp> settings, Optional<Known> before) {
        var networks = whole(model, precision);
        try {
            return new Known(settings, networks, DiffusionModel.load(model, precision, networks.keySet()), null);
        } catch (TypedException e) {
            var refusal = named(model, e);
            if (before.map(Known::refusal)
                    .filter(old -> old.text().equals(refusal.text()))
                    .isEmpty()) {
                Log.warn(refusal.text());
            }
            return new Known(settings, networks, null, refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TypedException named(Model model, TypedException e) {
        return new TypedException(e.type(), "the model " + model.id() + " cannot be used: " + e.text(), e);
    }

    /** An exception of its own for each that asks. */
    private static TypedException again(TypedException refusal) {
        return new TypedException(refusal.type(), refusal.text(), refusal);
    }
}
