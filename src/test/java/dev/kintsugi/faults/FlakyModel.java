package dev.kintsugi.faults;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;

/**
 * A copy of a model of which one network really fails on one of its runs and works on all others, or fails always: a
 * random number with a fixed seed decides whether an index lies inside its table. Protocol buffers are merged by writing
 * one after the other, so the nodes are simply appended to the network.
 *
 * @param name of the copy
 * @param network that fails, such as {@code unet}
 * @param failing the run that fails, from 0; {@link #ALWAYS} for each
 * @param runs how many there will be
 */
public record FlakyModel(String name, String network, int failing, int runs) {

    static final int ALWAYS = -1;

    /** Of a random number below this, one in six is rounded to 1. */
    private static final float HIGHEST = 0.6f;

    private static final int FLOAT = 1;
    private static final int INT64 = 7;

    /** One named {@code flaky} whose text encoder fails on its first run. */
    public static FlakyModel once() {
        return new FlakyModel("flaky", "text_encoder", 0, 6);
    }

    /** Installs it beside the others, all at once: of a model that is being copied the service sees what is there already. */
    public void install(Path models) throws IOException, OrtException {
        var original = models.resolve("shapes-diffusion/1.0.0");
        var made = models.resolveSibling("made-" + name);
        var folder = made.resolve("1.0.0");
        var files = new StringBuilder();
        try (var all = Files.walk(original)) {
            for (var file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("manifest.yaml"))
                    .toList()) {
                var path = original.relativize(file).toString();
                var target = folder.resolve(path);
                Files.createDirectories(target.getParent());
                var bytes = Files.readAllBytes(file);
                if (path.equals(network + "/model.onnx")) {
                    bytes = concat(bytes, failing == ALWAYS ? graph(1, 1) : graph(seed(), 0));
                }
                Files.write(target, bytes);
                files.append("  - {path: %s, size: %d}\n".formatted(path, bytes.length));
            }
        }
        var manifest = Files.readString(original.resolve("manifest.yaml"));
        manifest = manifest.substring(0, manifest.indexOf("files:"))
                .replace("id: shapes-diffusion\n", "id: " + name + "\n")
                .replace("quality: 0.955", "quality: 0.1");
        Files.writeString(folder.resolve("manifest.yaml"), manifest + "files:\n" + files);
        remove(models); // of an earlier run
        Files.move(made, models.resolve(name));
    }

    /** Takes it away, where it was installed. */
    void remove(Path models) throws IOException {
        var folder = models.resolve(name);
        if (Files.exists(folder)) {
            try (var all = Files.walk(folder)) {
                for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    /** A seed with which one number is at least one half and the others are not. */
    private float seed() throws OrtException {
        for (float seed = 1_000_003; seed < 10_000_030_000f; seed += 1_000_003) {
            if (failsOnlyOnce(seed)) {
                return seed;
            }
        }
        throw new IllegalStateException("no seed does it");
    }

    private boolean failsOnlyOnce(float seed) throws OrtException {
        var environment = OrtEnvironment.getEnvironment();
        var network = concat(concat(new byte[] {0x08, 0x08, 0x42, 0x02, 0x10, 0x0d}, graph(seed, 0)), unusedInput());
        try (var options = new SessionOptions();
                var session = environment.createSession(network, options);
                var unused = OnnxTensor.createTensor(environment, new float[1])) {
            for (int run = 0; run < runs; run++) {
                if (fails(session, unused) != (run == failing)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static boolean fails(OrtSession session, OnnxTensor unused) {
        try {
            session.run(Map.of("unused", unused)).close();
            return false;
        } catch (OrtException e) {
            return true;
        }
    }

    /** ModelProto { graph { RandomUniform → Round → Cast → Gather(table of one number) } }. */
    private static byte[] graph(float seed, float lowest) {
        var graph = new ByteArrayOutputStream();
        var range = concat(floatAttribute("low", lowest), floatAttribute("high", Math.max(lowest, HIGHEST)));
        var attributes = concat(concat(floatAttribute("seed", seed), intsAttribute("shape", 1)), range);
        write(graph, 1, node("RandomUniform", "", "flaky_random", attributes));
        write(graph, 1, node("Round", "flaky_random", "flaky_rounded", new byte[0]));
        write(graph, 1, node("Cast", "flaky_rounded", "flaky_index", intAttribute("to", INT64)));
        write(graph, 1, node("Gather", "flaky_table,flaky_index", "flaky_out", new byte[0]));
        write(graph, 2, text(1, "flaky"));
        write(graph, 5, table());
        write(graph, 12, floats("flaky_out"));
        var model = new ByteArrayOutputStream();
        write(model, 7, graph.toByteArray());
        return model.toByteArray();
    }

    private static byte[] node(String type, String inputs, String output, byte[] attributes) {
        var node = new ByteArrayOutputStream();
        if (!inputs.isEmpty()) {
            for (var input : inputs.split(",")) {
                node.writeBytes(text(1, input));
            }
        }
        node.writeBytes(text(2, output));
        node.writeBytes(text(3, "flaky_" + type));
        node.writeBytes(text(4, type));
        node.writeBytes(attributes);
        return node.toByteArray();
    }

    private static byte[] table() {
        var tensor = new ByteArrayOutputStream();
        tensor.writeBytes(new byte[] {0x08, 1, 0x10, FLOAT});
        tensor.writeBytes(new byte[] {0x25, 0, 0, (byte) 0x80, 0x3f});
        tensor.writeBytes(text(8, "flaky_table"));
        return tensor.toByteArray();
    }

    /** ModelProto { graph { input { unused } } }: the Java API runs no network without inputs. */
    private static byte[] unusedInput() {
        var graph = new ByteArrayOutputStream();
        write(graph, 11, floats("unused"));
        var model = new ByteArrayOutputStream();
        write(model, 7, graph.toByteArray());
        return model.toByteArray();
    }

    /** ValueInfoProto of a float tensor of shape [1]. */
    private static byte[] floats(String name) {
        var info = new ByteArrayOutputStream();
        info.writeBytes(text(1, name));
        var tensorType = new byte[] {0x08, FLOAT, 0x12, 0x04, 0x0a, 0x02, 0x08, 0x01};
        var type = new ByteArrayOutputStream();
        write(type, 1, tensorType);
        write(info, 2, type.toByteArray());
        return info.toByteArray();
    }

    private static byte[] floatAttribute(String name, float value) {
        var bits = Float.floatToIntBits(value);
        return attribute(
                name, new byte[] {0x15, (byte) bits, (byte) (bits >> 8), (byte) (bits >> 16), (byte) (bits >> 24)}, 1);
    }

    private static byte[] intAttribute(String name, int value) {
        return attribute(name, new byte[] {0x18, (byte) value}, 2);
    }

    private static byte[] intsAttribute(String name, int value) {
        return attribute(name, new byte[] {0x40, (byte) value}, 7);
    }

    private static byte[] attribute(String name, byte[] value, int type) {
        var attribute = concat(concat(text(1, name), value), new byte[] {(byte) 0xa0, 0x01, (byte) type});
        var out = new ByteArrayOutputStream();
        write(out, 5, attribute);
        return out.toByteArray();
    }

    private static byte[] text(int field, String text) {
        var out = new ByteArrayOutputStream();
        write(out, field, text.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /** A field of length-delimited type: its tag, its length as a varint, its bytes. */
    private static void write(ByteArrayOutputStream out, int field, byte[] bytes) {
        out.write(field << 3 | 2);
        int length = bytes.length;
        while (length > 127) {
            out.write(length & 127 | 128);
            length >>>= 7;
        }
        out.write(length);
        out.writeBytes(bytes);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        var both = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
