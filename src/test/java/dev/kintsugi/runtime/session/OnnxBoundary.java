package dev.kintsugi.runtime.session;

import dev.kintsugi.corpus.Boundary;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.Tensor;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** SingleFlightLoads small networks that are wrong, and runs small networks wrongly, the way the service does. */
abstract class OnnxBoundary extends Boundary {

    final Path folder;
    private final Sessions sessions = new Sessions(Workbench.settings());
    private int loaded;

    OnnxBoundary(String name, Path folder) {
        super(name);
        this.folder = folder;
        own(sessions::closeAll);
    }

    final void load(String id, FailureType expected, TinyModel model) {
        load(id, expected, model.bytes());
    }

    final void load(String id, FailureType expected, byte[] content) {
        fault(id, expected, () -> load(Files.write(folder.resolve("m.onnx"), content)));
    }

    final void run(String id, FailureType expected, TinyModel model, String name, ElementType type, long... shape) {
        fault(id, expected, () -> {
            try (var scope = new TensorScope()) {
                compute(model, Map.of(name, scope.allocate(type, shape)));
            }
        });
    }

    final Session load(Path file) {
        return load(file, Device.CPU);
    }

    final Session load(Path file, Device device) {
        try (var lease = sessions.lease(PlainFiles.of(file, new FileFingerprint(1, ++loaded, null)), device, null)) {
            return lease.session();
        }
    }

    final void compute(TinyModel model, ElementType type, long value) throws IOException {
        try (var scope = new TensorScope()) {
            var x = scope.allocate(type, 1);
            x.writeIntegers(value);
            compute(model, Map.of("x", x));
        }
    }

    final void compute(TinyModel model, Map<String, Tensor> inputs) throws IOException {
        try (var handle = new RunHandle()) {
            load(model.writeTo(folder.resolve("m.onnx"))).compute(inputs, "y", handle);
        }
    }

    static TinyModel xy() {
        return new TinyModel().input("x", TinyModel.FLOAT, 4, 4).output("y", TinyModel.FLOAT, 4, 4);
    }

    static TinyModel added() {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, 1, 4)
                .output("y", TinyModel.FLOAT, 1, 4)
                .node("Add", List.of("x", "w"), "y");
    }
}
