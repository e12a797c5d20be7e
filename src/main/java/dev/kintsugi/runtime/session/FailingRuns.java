package dev.kintsugi.runtime.session;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.RuntimeSettings;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import java.util.Map;

/**
 * Small networks that fail, each in a way that large ones do: a test of the error handling gets ONNX Runtime's
 * own error, not one that looks like it. All run on the CPU and leave nothing behind.
 */
@ApplicationScoped
public class FailingRuns {

    /** y = 7 / x, for whole numbers. In protocol buffers' wire format, as all of them. */
    static final String QUOTIENT = "08083a56120474696e792a11080110074201774a0807000000000000005a0f0a0178120a0a08080712"
            + "040a020801620f0a0179120a0a08080712040a0208010a190a01770a01781201791a077468652d446976220344"
            + "69763a0042040a00100d";

    /** y = zeros of the shape x. */
    static final String ZEROS = "08083a59120474696e795a0f0a0178120a0a08080712040a02080162100a0179120b0a09080112050a0312"
            + "016e0a2e0a01781201791a137468652d436f6e7374616e744f665368617065220f436f6e7374616e744f66536861706"
            + "53a0042040a00100d";

    /** y = x + 1 + 1 …, 2^50 times. */
    static final String LOOP =
            "08083aa402120474696e792a131007420574696d65734a0800000000000004002a0b10094204747275654a01"
                    + "012a0f0801100142036f6e654a040000803f5a0f0a0178120a0a08080112040a020801620f0a0179120a0a08080112040a0208"
                    + "010ac6010a0574696d65730a04747275650a01781201791a087468652d4c6f6f7022044c6f6f702a9e010a04626f64793292"
                    + "01120474696e795a0b0a016912060a04080712005a0c0a02676f12060a04080912005a0f0a0176120a0a08080112040a020801"
                    + "0a220a02676f12026f6e1a0c7468652d4964656e7469747922084964656e746974793a000a1b0a01760a036f6e651201771a07"
                    + "7468652d41646422034164643a00620c0a026f6e12060a0408091200620f0a0177120a0a08080112040a020801a001053a0042"
                    + "040a00100d";

    /** In floats: more bytes than any machine has addresses for, so that it is refused and never tried. */
    private static final long TOO_MANY = 100_000_000_000_000_000L;

    private final RuntimeSettings settings;

    FailingRuns(RuntimeSettings settings) {
        this.settings = settings;
    }

    /** Divides by zero within a network. @throws InferenceException always, unless it was stopped before */
    public void divideByZero(RunHandle handle) {
        compute(QUOTIENT, ElementType.INT64, 0, handle);
    }

    /** Asks the allocator that models use for far too much. @throws InferenceException always, unless it was stopped before */
    public void exhaustMemory(RunHandle handle) {
        compute(ZEROS, ElementType.INT64, TOO_MANY, handle);
    }

    /** Computes until it is stopped. @throws RuntimeException always: what {@link RunHandle#throwIfStopped} throws */
    public void computeForEver(RunHandle handle) {
        compute(LOOP, ElementType.FLOAT32, 0, handle);
    }

    private void compute(String network, ElementType type, long x, RunHandle handle) {
        try (var options = new SessionOptions();
                var scope = new TensorScope()) {
            options.setIntraOpNumThreads(1);
            if (settings.memoryBytes().isPresent()) {
                options.addConfigEntry("session.use_env_allocators", "1");
            }
            var onnx = OnnxEnvironment.get().createSession(HexFormat.of().parseHex(network), options);
            var session = new Session(onnx, () -> {}, Device.CPU, ProviderCheck.NONE);
            try {
                var input = scope.allocate(type, 1);
                input.writeIntegers(x);
                session.compute(Map.of("x", input), "y", handle);
            } finally {
                session.close();
            }
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }
}
