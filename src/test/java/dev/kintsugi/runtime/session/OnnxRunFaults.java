package dev.kintsugi.runtime.session;

import static dev.kintsugi.recovery.failure.FailureType.*;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Runs that fail, and devices and options that there are not. */
public final class OnnxRunFaults extends OnnxBoundary {

    /** An option of a session that is wrong. */
    private interface Option {
        void set(SessionOptions options) throws OrtException;
    }

    public OnnxRunFaults(Path folder) {
        super("onnx run", folder);
        inputs();
        runs();
        devices();
        options();
    }

    private void inputs() {
        var identity = TinyModel.identity(1, 4);
        run("input of wrong rank", GENERATION_PIPELINE_ERROR, identity, "x", ElementType.FLOAT32, 4);
        run("input of wrong length", GENERATION_PIPELINE_ERROR, identity, "x", ElementType.FLOAT32, 1, 5);
        run("input of wrong type", GENERATION_PIPELINE_ERROR, identity, "x", ElementType.INT64, 1, 4);
        run("input name unknown", GENERATION_PIPELINE_ERROR, identity, "z", ElementType.FLOAT32, 1, 4);
        fault("input left out", GENERATION_PIPELINE_ERROR, () -> compute(identity, Map.of()));
        fault("output name unknown", GENERATION_PIPELINE_ERROR, () -> {
            try (var scope = new TensorScope();
                    var handle = new RunHandle()) {
                load(identity.writeTo(folder.resolve("m.onnx")))
                        .compute(Map.of("x", scope.allocate(ElementType.FLOAT32, 1, 4)), "nope", handle);
            }
        });
        fault("one input of two left out", GENERATION_PIPELINE_ERROR, () -> {
            try (var scope = new TensorScope()) {
                var two = xy().input("n", TinyModel.FLOAT, 4, 4).node("Add", List.of("x", "n"), "y");
                compute(two, Map.of("x", scope.allocate(ElementType.FLOAT32, 4, 4)));
            }
        });
    }

    private void runs() {
        var data = TinyModel.floats(1, 2, 3, 4);
        run(
                "index out of range",
                GENERATION_PIPELINE_ERROR,
                new TinyModel()
                        .initializer("w", TinyModel.FLOAT, data, 4)
                        .initializer("k", TinyModel.INT64, TinyModel.longs(7), 1)
                        .input("x", TinyModel.FLOAT, 1)
                        .output("y", TinyModel.FLOAT, -1)
                        .node(
                                "Cast",
                                List.of("x"),
                                "i",
                                new TinyModel.Message()
                                        .text(1, "to")
                                        .number(3, 7)
                                        .number(20, 2))
                        .node("Add", List.of("i", "k"), "j")
                        .node("Gather", List.of("w", "j"), "y"),
                "x",
                ElementType.FLOAT32,
                1);
        var reshape = new TinyModel()
                .initializer("w", TinyModel.FLOAT, data, 4)
                .input("x", TinyModel.INT64, 1)
                .output("y", TinyModel.FLOAT, -1)
                .node("Reshape", List.of("w", "x"), "y");
        fault("impossible shape", GENERATION_PIPELINE_ERROR, () -> compute(reshape, ElementType.INT64, 3));
        var divided = new TinyModel()
                .initializer("w", TinyModel.INT64, TinyModel.longs(7), 1)
                .input("x", TinyModel.INT64, 1)
                .output("y", TinyModel.INT64, 1)
                .node("Div", List.of("w", "x"), "y");
        fault("division by zero", GENERATION_PIPELINE_ERROR, () -> compute(divided, ElementType.INT64, 0));
        memory("out of memory", VRAM_EXHAUSTION, 100_000_000_000L);
        memory("out of memory by far", VRAM_EXHAUSTION, 10_000_000_000_000L);
        memory("size overflows", GENERATION_PIPELINE_ERROR, Long.MAX_VALUE);
        memory("size negative", GENERATION_PIPELINE_ERROR, -2);
        fault("terminated before the run", GENERATION_PIPELINE_ERROR, this::terminated);
        fault("time used up", INFERENCE_TIMEOUT, () -> {
            try (var handle = new RunHandle()) {
                handle.expire();
                handle.throwIfStopped();
            }
        });
    }

    private void memory(String id, FailureType expected, long size) {
        fault(id, expected, () -> compute(TinyModel.zeros(), ElementType.INT64, size));
    }

    private void devices() {
        option("CUDA in a library without it", HARDWARE_OPTIMIZATION_FAILURE, options -> options.addCUDA(0));
        option("TensorRT in a library without it", HARDWARE_OPTIMIZATION_FAILURE, options -> options.addTensorrt(0));
        option("oneDNN in a library without it", HARDWARE_OPTIMIZATION_FAILURE, options -> options.addDnnl(true));
        option(
                "OpenVINO in a library without it",
                HARDWARE_OPTIMIZATION_FAILURE,
                options -> options.addOpenVINO("CPU"));
        option(
                "XNNPACK in a library without it",
                HARDWARE_OPTIMIZATION_FAILURE,
                options -> options.addXnnpack(Map.of()));
        fault(
                "CUDA session in a library without it",
                HARDWARE_OPTIMIZATION_FAILURE,
                () -> load(
                        TinyModel.identity(1).writeTo(folder.resolve("m.onnx")), new Device(Device.Provider.CUDA, 0)));
    }

    private void options() {
        option(
                "library of operators missing",
                HARDWARE_OPTIMIZATION_FAILURE,
                options -> options.registerCustomOpLibrary("/nowhere/operators.so"));
        option("no CPU, by conflict", HARDWARE_OPTIMIZATION_FAILURE, options -> {
            options.addConfigEntry("session.disable_cpu_ep_fallback", "1");
            options.addCPU(true);
        });
        option(
                "no CPU allowed",
                HARDWARE_OPTIMIZATION_FAILURE,
                options -> options.addConfigEntry("session.disable_cpu_ep_fallback", "1"));
        fault("run option that is none", GENERATION_PIPELINE_ERROR, () -> {
            try (var session = OnnxEnvironment.get()
                            .createSession(TinyModel.identity(1).bytes());
                    var scope = new TensorScope();
                    var run = new RunOptions()) {
                run.addRunConfigEntry("memory.enable_memory_arena_shrinkage", "gpu:0");
                session.run(Map.of("x", scope.allocate(ElementType.FLOAT32, 1).onnx()), run)
                        .close();
            }
        });
    }

    private void option(String id, FailureType expected, Option option) {
        fault(id, expected, () -> {
            try (var options = new SessionOptions()) {
                option.set(options);
                OnnxEnvironment.get()
                        .createSession(TinyModel.identity(1).bytes(), options)
                        .close();
            }
        });
    }

    private void terminated() throws OrtException {
        try (var options = new RunOptions();
                var scope = new TensorScope();
                var settings = new SessionOptions();
                var session = OnnxEnvironment.get()
                        .createSession(TinyModel.loop(1L << 50).bytes(), settings)) {
            var x = scope.allocate(ElementType.FLOAT32, 1);
            options.setTerminate(true);
            session.run(Map.of("x", x.onnx()), options).close();
        }
    }
}
