package dev.kintsugi.runtime.arena;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.util.Map;

/** The smallest network there is: y = x, for a float of shape [1]. */
public final class ProbeNetwork {

    /** ModelProto { ir_version 8, graph { Identity(x) → y }, opset 13 } in protocol buffers' wire format. */
    private static final byte[] NETWORK = {
        0x08, 0x08, 0x3a, 0x37, 0x0a, 0x10, 0x0a, 0x01, 'x', 0x12, 0x01, 'y', 0x22, 0x08, 'I', 'd', 'e', 'n', 't', 'i',
        't', 'y', 0x12, 0x01, 'p', 0x5a, 0x0f, 0x0a, 0x01, 'x', 0x12, 0x0a, 0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a,
        0x02, 0x08, 0x01, 0x62, 0x0f, 0x0a, 0x01, 'y', 0x12, 0x0a, 0x0a, 0x08, 0x08, 0x01, 0x12, 0x04, 0x0a, 0x02, 0x08,
        0x01, 0x42, 0x02, 0x10, 0x0d
    };

    /** Its content. */
    public static byte[] network() {
        return NETWORK.clone();
    }

    private ProbeNetwork() {}

    /** Runs it once. */
    public static void compute(OrtSession session) throws OrtException {
        try (var run = new RunOptions()) {
            compute(session, run);
        }
    }

    /** Runs with the instruction to give back, at its end, what the shared arena does not use. */
    public static void shrinkSharedArena() {
        try (var options = new SessionOptions();
                var run = new RunOptions()) {
            options.addConfigEntry("session.use_env_allocators", "1");
            run.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "cpu:0");
            try (var session = OnnxEnvironment.get().createSession(NETWORK, options)) {
                compute(session, run);
            }
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    private static void compute(OrtSession session, RunOptions run) throws OrtException {
        try (var scope = new TensorScope()) {
            var x = scope.allocate(ElementType.FLOAT32, 1);
            session.run(Map.of("x", x.onnx()), run).close();
        }
    }
}
