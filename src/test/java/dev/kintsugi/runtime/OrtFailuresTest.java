package dev.kintsugi.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.model.Stamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Provokes each error of ONNX Runtime for real; {@code -Dgolden.update=true} writes the table anew. */
class OrtFailuresTest extends OrtFaults {

    private static final Path GOLDEN = Path.of("src/test/resources/golden/ort-failures.csv");

    @Test
    void tellsEveryErrorThatCanBeProvokedApart() throws IOException {
        files();
        graphs();
        weights();
        inputs();
        runs();
        devices();
        if (Boolean.getBoolean("golden.update")) {
            Files.write(GOLDEN, rows);
        }
        assertThat(rows).containsExactlyElementsOf(Files.readAllLines(GOLDEN));
        assertThat(TensorScope.openTensors()).isZero();
    }

    private void files() throws IOException {
        var whole = TinyModel.identity(1, 4).bytes();
        var random = new byte[1000];
        new Random(7).nextBytes(random);
        row("file missing", () -> load(folder.resolve("missing.onnx")));
        row("directory", () -> load(Files.createDirectory(folder.resolve("d.onnx"))));
        load("empty file", new byte[0]);
        load("random bytes", random);
        load("half of a file", Arrays.copyOf(whole, whole.length / 2));
        load("last bytes missing", Arrays.copyOf(whole, whole.length - 5));
        load("page instead of a file", "<html><body>404 Not Found</body></html>".getBytes());
        load("pointer instead of a file", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n".getBytes());
    }

    private void graphs() {
        load("IR too new", TinyModel.identity(1).ir(99));
        load("opset too new", TinyModel.identity(1).opset(99));
        load("operator unknown", xy().node("Frobnicate", List.of("x"), "y"));
        load("domain unknown", xy().domain("com.acme", 1).node("com.acme", "Frob", List.of("x"), "y"));
        load(
                "no kernel for the type",
                new TinyModel()
                        .input("x", TinyModel.BOOL, 4)
                        .output("y", TinyModel.BOOL)
                        .opset(20)
                        .node("Det", List.of("z"), "d")
                        .input("z", 11, 2, 2)
                        .node("Identity", List.of("x"), "y"));
        load("types in conflict", xy().input("n", TinyModel.INT64, 4, 4).node("MatMul", List.of("n", "x"), "y"));
        load("shapes in conflict", xy().input("n", TinyModel.FLOAT, 3, 3).node("MatMul", List.of("x", "n"), "y"));
        load("input from nowhere", xy().node("Relu", List.of("nosuch"), "y"));
        load("cycle", xy().node("Add", List.of("x", "b"), "a").node("Relu", List.of("a"), "b"));
    }

    private void weights() throws IOException {
        load("initializer of wrong size", added().initializer("w", TinyModel.FLOAT, new byte[8], 1, 4));
        load("external data missing", added().external("w", "weights.bin", 16, 1, 4));
        Files.write(folder.resolve("short.bin"), new byte[10]);
        load("external data short", added().external("w", "short.bin", 16, 1, 4));
        load("external data outside the folder", added().external("w", "../weights.bin", 16, 1, 4));
    }

    private void inputs() {
        var identity = TinyModel.identity(1, 4);
        run("input of wrong rank", identity, "x", ElementType.FLOAT32, 4);
        run("input of wrong length", identity, "x", ElementType.FLOAT32, 1, 5);
        run("input of wrong type", identity, "x", ElementType.INT64, 1, 4);
        run("input name unknown", identity, "z", ElementType.FLOAT32, 1, 4);
        row("input left out", () -> compute(identity, Map.of()));
    }

    private void runs() {
        var data = TinyModel.floats(1, 2, 3, 4);
        run(
                "index out of range",
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
        row("impossible shape", () -> compute(reshape, ElementType.INT64, 3));
        row("out of memory", () -> compute(TinyModel.zeros(), ElementType.INT64, 100_000_000_000L));
        row("size overflows", () -> compute(TinyModel.zeros(), ElementType.INT64, Long.MAX_VALUE));
        row("size negative", () -> compute(TinyModel.zeros(), ElementType.INT64, -2));
        row("terminated before the run", this::terminated);
    }

    private void devices() {
        row("CUDA in a library without it", () -> {
            try (var options = new SessionOptions()) {
                options.addCUDA(0);
            }
        });
        row("CUDA session in a library without it", () -> {
            var file = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
            sessions.lease(file, new Stamp(1, rows.size(), null), new Device(Device.Provider.CUDA, 0));
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

    private static TinyModel xy() {
        return new TinyModel().input("x", TinyModel.FLOAT, 4, 4).output("y", TinyModel.FLOAT, 4, 4);
    }

    private static TinyModel added() {
        return new TinyModel()
                .input("x", TinyModel.FLOAT, 1, 4)
                .output("y", TinyModel.FLOAT, 1, 4)
                .node("Add", List.of("x", "w"), "y");
    }
}
