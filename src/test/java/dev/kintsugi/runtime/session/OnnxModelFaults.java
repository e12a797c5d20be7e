package dev.kintsugi.runtime.session;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.runtime.capi.OnnxEnvironment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Networks that ONNX Runtime does not load. */
public final class OnnxModelFaults extends OnnxBoundary {

    public OnnxModelFaults(Path folder) throws IOException {
        super("onnx model", folder);
        files();
        graphs();
        weights();
    }

    private void files() {
        var whole = TinyModel.identity(1, 4).bytes();
        var random = new byte[1000];
        new Random(7).nextBytes(random);
        fault("file missing", MODEL_LOADING_FAILED, () -> load(folder.resolve("missing.onnx")));
        fault("directory", MODEL_LOADING_FAILED, () -> load(Files.createDirectory(folder.resolve("d.onnx"))));
        fault(
                "link to nowhere",
                MODEL_LOADING_FAILED,
                () -> load(Files.createSymbolicLink(folder.resolve("l.onnx"), folder.resolve("nowhere"))));
        load("empty file", MODEL_CORRUPTION_DETECTED, new byte[0]);
        load("random bytes", MODEL_CORRUPTION_DETECTED, random);
        load("zeros", MODEL_CORRUPTION_DETECTED, new byte[1000]);
        load("half of a file", MODEL_CORRUPTION_DETECTED, Arrays.copyOf(whole, whole.length / 2));
        load("last bytes missing", MODEL_CORRUPTION_DETECTED, Arrays.copyOf(whole, whole.length - 5));
        load("page instead of a file", MODEL_CORRUPTION_DETECTED, text("<html><body>404 Not Found</body></html>"));
        load(
                "JSON instead of a file",
                MODEL_CORRUPTION_DETECTED,
                text("{\"error\":\"Access to model is restricted\"}"));
        load(
                "pointer instead of a file",
                MODEL_CORRUPTION_DETECTED,
                text("version https://git-lfs.github.com/spec/v1\noid sha256:00\n"));
        fault(
                "bytes that are none",
                MODEL_CORRUPTION_DETECTED,
                () -> OnnxEnvironment.get().createSession(new byte[0]));
        fault(
                "random bytes from memory",
                MODEL_CORRUPTION_DETECTED,
                () -> OnnxEnvironment.get().createSession(random));
    }

    private void graphs() {
        load("IR too new", MODEL_COMPATIBILITY_ERROR, TinyModel.identity(1).ir(99));
        load("opset too new", MODEL_COMPATIBILITY_ERROR, TinyModel.identity(1).opset(99));
        load("operator unknown", MODEL_COMPATIBILITY_ERROR, xy().node("Frobnicate", List.of("x"), "y"));
        load(
                "domain unknown",
                MODEL_COMPATIBILITY_ERROR,
                xy().domain("com.acme", 1).node("com.acme", "Frob", List.of("x"), "y"));
        load(
                "no kernel for the type",
                MODEL_COMPATIBILITY_ERROR,
                new TinyModel()
                        .input("x", TinyModel.BOOL, 4)
                        .output("y", TinyModel.BOOL)
                        .opset(20)
                        .node("Det", List.of("z"), "d")
                        .input("z", 11, 2, 2)
                        .node("Identity", List.of("x"), "y"));
        load(
                "types in conflict",
                MODEL_LOADING_FAILED,
                xy().input("n", TinyModel.INT64, 4, 4).node("MatMul", List.of("n", "x"), "y"));
        load(
                "shapes in conflict",
                MODEL_LOADING_FAILED,
                xy().input("n", TinyModel.FLOAT, 3, 3).node("MatMul", List.of("x", "n"), "y"));
        load("input from nowhere", MODEL_LOADING_FAILED, xy().node("Relu", List.of("nosuch"), "y"));
        load("output from nowhere", MODEL_LOADING_FAILED, xy().node("Relu", List.of("x"), "z"));
        load("too many inputs of a node", MODEL_LOADING_FAILED, xy().node("Relu", List.of("x", "x"), "y"));
        load(
                "two of the same name",
                MODEL_LOADING_FAILED,
                xy().node("Relu", List.of("x"), "y").node("Neg", List.of("x"), "y"));
        load(
                "cycle",
                MODEL_LOADING_FAILED,
                xy().node("Add", List.of("x", "b"), "a").node("Relu", List.of("a"), "b"));
    }

    private void weights() throws IOException {
        load(
                "initializer of wrong size",
                MODEL_LOADING_FAILED,
                added().initializer("w", TinyModel.FLOAT, new byte[8], 1, 4));
        load("external data missing", MODEL_LOADING_FAILED, added().external("w", "weights.bin", 16, 1, 4));
        Files.write(folder.resolve("short.bin"), new byte[10]);
        load("external data short", MODEL_INTEGRITY_FAILURE, added().external("w", "short.bin", 16, 1, 4));
        load(
                "external data outside the folder",
                MODEL_INTEGRITY_FAILURE,
                added().external("w", "../weights.bin", 16, 1, 4));
        Files.createDirectory(folder.resolve("data.bin"));
        load("external data a folder", MODEL_LOADING_FAILED, added().external("w", "data.bin", 16, 1, 4));
        load("external data of wrong length", MODEL_INTEGRITY_FAILURE, added().external("w", "short.bin", 10, 1, 4));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
