package dev.kintsugi.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ai.onnxruntime.OrtException;
import dev.kintsugi.model.Stamp;
import dev.kintsugi.pipeline.diffusion.Workbench;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Provokes errors of ONNX Runtime and writes down what was made of them. */
abstract class OrtFaults {

    @TempDir
    Path folder;

    final Sessions sessions = new Sessions(Workbench.settings());
    final List<String> rows = new ArrayList<>(List.of("cause,code,type,message"));

    @AfterEach
    void closeSessions() {
        sessions.closeAll();
    }

    void load(String cause, TinyModel model) {
        load(cause, model.bytes());
    }

    void load(String cause, byte[] content) {
        row(cause, () -> load(Files.write(folder.resolve("m.onnx"), content)));
    }

    Session load(Path file) {
        try (var lease = sessions.lease(file, new Stamp(1, rows.size(), null), Device.CPU)) {
            return lease.session();
        }
    }

    void run(String cause, TinyModel model, String name, ElementType type, long... shape) {
        row(cause, () -> {
            try (var scope = new TensorScope()) {
                compute(model, Map.of(name, scope.allocate(type, shape)));
            }
        });
    }

    void compute(TinyModel model, ElementType type, long value) throws IOException {
        try (var scope = new TensorScope()) {
            var x = scope.allocate(type, 1);
            x.writeIntegers(value);
            compute(model, Map.of("x", x));
        }
    }

    void compute(TinyModel model, Map<String, Tensor> inputs) throws IOException {
        try (var handle = new RunHandle()) {
            load(model.writeTo(folder.resolve("m.onnx"))).compute(inputs, "y", handle);
        }
    }

    void row(String cause, ThrowingCallable fault) {
        var thrown = catchThrowable(fault);
        assertThat(thrown).as(cause).isNotNull();
        var ort = thrown instanceof OrtException e ? e : (OrtException) thrown.getCause();
        assertThat(ort).as("%s: %s", cause, thrown).isNotNull();
        var type = new OrtFailures().classify(ort).orElseThrow();
        rows.add(cause + "," + ort.getCode() + "," + type.code() + ",\"" + text(ort) + "\"");
    }

    private String text(OrtException e) {
        var text = e.getMessage()
                .replaceFirst("Error code - \\S+ - message: ", "")
                .replace(folder.toString(), "<folder>")
                .replace(String.valueOf(folder.getParent()), "<parent>")
                .replaceAll("(?<![\\w<>])/[^ :\"]*/(?=\\w+\\.(cc|h|so))", "<path>/")
                .replaceAll("0x[0-9a-f]+", "<address>")
                .replaceAll("(?<=\\.(cc|h)):\\d+", "")
                .replaceAll("\\s+", " ")
                .replace('"', '\'');
        return text.substring(0, Math.min(160, text.length())).strip();
    }
}
