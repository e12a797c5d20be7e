package dev.kintsugi.pipeline.network;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelNetworks;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions.Lease;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions of verified networks. One that ONNX Runtime cannot load on a device is refused, and logged once, until its file
 * changes: it is not loaded again.
 */
@ApplicationScoped
public class LoadableNetworks {

    private record OnDevice(Path file, Device device) {}

    private record Refused(FileFingerprint fingerprint, UnusableModel refusal) {}

    private final Map<OnDevice, Refused> refused = new ConcurrentHashMap<>();
    private final VerifiedNetworks networks;

    public LoadableNetworks(VerifiedNetworks networks) {
        this.networks = networks;
    }

    /**
     * A session of a network; waits for it as long as the run may.
     *
     * @param path of its file in the model's folder
     * @throws TypedException model_compatibility_error if it cannot be loaded, or what is wrong with its file
     */
    public Lease lease(Model model, String path, Device device, @Nullable RunHandle handle) {
        var fingerprint = networks.inspect(model, path);
        refusal(model.path(path), device, fingerprint).ifPresent(refusal -> {
            throw refusal;
        });
        try {
            return networks.lease(model, path, device, handle);
        } catch (InferenceException e) {
            throw e.incompatibility()
                    .<RuntimeException>map(why -> refuse(model, path, device, fingerprint, why))
                    .orElse(e);
        }
    }

    private TypedException refuse(Model model, String path, Device device, FileFingerprint fingerprint, String why) {
        var refusal =
                UnusableModel.of(model, new TypedException(FailureType.MODEL_COMPATIBILITY_ERROR, path + " " + why));
        refused.put(new OnDevice(model.path(path), device), new Refused(fingerprint, refusal));
        Log.warn(refusal.text());
        return refusal.exception();
    }

    /** Why a network was refused, if it was and is unchanged. */
    private Optional<TypedException> refusal(Path file, Device device, FileFingerprint fingerprint) {
        return Optional.ofNullable(refused.get(new OnDevice(file, device)))
                .filter(known -> known.fingerprint().equals(fingerprint))
                .map(known -> known.refusal().exception());
    }

    /**
     * Why a network in the standard precision was refused, if one was and is unchanged.
     *
     * @throws TypedException what is wrong with one of its files
     */
    public Optional<TypedException> refusal(Model model, Device device) {
        return ModelNetworks.of(model, model.manifest().standardPrecision().name()).values().stream()
                .filter(path -> refused.containsKey(new OnDevice(model.path(path), device)))
                .flatMap(path -> refusal(model.path(path), device, networks.inspect(model, path)).stream())
                .findFirst();
    }

    /** Why the first of several networks, by their paths, that was refused and is unchanged was. */
    public Optional<TypedException> refusal(Model model, Device device, Map<String, FileFingerprint> fingerprints) {
        return fingerprints.entrySet().stream()
                .flatMap(network -> refusal(model.path(network.getKey()), device, network.getValue()).stream())
                .findFirst();
    }
}
