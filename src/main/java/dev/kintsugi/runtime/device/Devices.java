package dev.kintsugi.runtime.device;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The default device of networks. */
@Startup // a setting that is wrong ends the start
@ApplicationScoped
public class Devices {

    private final Optional<Device> configured;
    private @Nullable Device found;

    public Devices(RuntimeSettings settings) {
        this.configured = settings.name().equals("auto")
                ? Optional.empty()
                : Optional.of(Device.of(settings.name())
                        .orElseThrow(() -> new IllegalArgumentException("kintsugi.device is '" + settings.name()
                                + "', but must be auto, cpu or cuda:<number>")));
    }

    /** The device that the settings name, or else the one that was found; the first call loads ONNX Runtime. */
    public synchronized Device preferred() {
        if (found == null) {
            OnnxEnvironment.get();
            found = configured.orElseGet(Devices::discover);
        }
        return found;
    }

    /** A provider that is in the library is not one that works: the driver's libraries may be missing. So it is tried. */
    private static Device discover() {
        if (!OnnxEnvironment.get().getAvailableProviders().contains(OrtProvider.CUDA)) {
            return Device.CPU;
        }
        try (var options = new SessionOptions();
                var cuda = new OrtCUDAProviderOptions(0)) {
            options.addCUDA(cuda);
            return new Device(Device.Provider.CUDA, 0);
        } catch (OrtException e) {
            Log.warnf("no GPU can be used, the CPU is used instead: %s", e.getMessage());
            return Device.CPU;
        }
    }
}
