package dev.kintsugi.runtime.session;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A small real network, written byte by byte as an ONNX ModelProto (onnx.proto3) in protocol buffers' wire format. */
public final class TinyModel {

    public static final int FLOAT = 1;
    public static final int INT64 = 7;
    public static final int STRING = 8;
    static final int BOOL = 9;

    private final Message graph = new Message().text(2, "tiny");
    private final Message imports = new Message();
    private final Map<String, Integer> ops = new HashMap<>();
    private int ir = 8;
    private int opset = 13;

    /** Fields of one message; see protobuf.dev/programming-guides/encoding. */
    public static final class Message {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        public Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        public Message bytes(int field, byte[] value) {
            varint((long) field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        public Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        public Message message(int field, Message value) {
            return bytes(field, value.out.toByteArray());
        }

        private void varint(long value) {
            for (; (value & ~0x7fL) != 0; value >>>= 7) {
                out.write((int) (value & 0x7f | 0x80));
            }
            out.write((int) value);
        }
    }

    /** y = x for floats of this shape. */
    static TinyModel identity(long... shape) {
        return new TinyModel()
                .input("x", FLOAT, shape)
                .output("y", FLOAT, shape)
                .node("Identity", List.of("x"), "y");
    }

    /** y = x + 1 + 1 …, so many times: a run that takes long and can be stopped. */
    public static TinyModel loop(long times) {
        return loop(times, body -> body, model -> model.initializer("one", FLOAT, floats(1), 1));
    }

    private static TinyModel loop(long times, UnaryOperator<TinyModel> inside, UnaryOperator<TinyModel> around) {
        var body = inside.apply(new TinyModel())
                .input("i", INT64)
                .input("go", BOOL)
                .input("v", FLOAT, 1)
                .node("Identity", List.of("go"), "on")
                .node("Add", List.of("v", "one"), "w")
                .output("on", BOOL)
                .output("w", FLOAT, 1);
        return around.apply(new TinyModel()
                        .initializer("times", INT64, longs(times))
                        .initializer("true", BOOL, new byte[] {1}))
                .input("x", FLOAT, 1)
                .output("y", FLOAT, 1)
                .node(
                        "Loop",
                        List.of("times", "true", "x"),
                        "y",
                        new Message().text(1, "body").message(6, body.graph).number(20, 5));
    }

    /** y = zeros of the shape x: as much memory as one asks for. */
    static TinyModel zeros() {
        return new TinyModel().input("x", INT64, 1).output("y", FLOAT, -1).node("ConstantOfShape", List.of("x"), "y");
    }

    /** y = averages over windows of that side in a plane of the shape x: one operator that nothing stops before its end. */
    static TinyModel windows(long side) {
        return new TinyModel()
                .input("x", INT64, 4)
                .output("y", FLOAT, -1, -1, -1, -1)
                .node("ConstantOfShape", List.of("x"), "plane")
                .node(
                        "AveragePool",
                        List.of("plane"),
                        "y",
                        new Message()
                                .text(1, "kernel_shape")
                                .number(8, side)
                                .number(8, side)
                                .number(20, 7));
    }

    /** y = x + one + one …, so many times; one is a number in another file, named in the graph around the loop. */
    static TinyModel externalLoop(long times, String file) {
        return loop(times, body -> body, model -> model.external("one", file, 4, 1));
    }

    /** The same with the number named in the body of the loop. */
    public static TinyModel loopOfExternal(long times, String file) {
        return loop(times, body -> body.external("one", file, 4, 1), model -> model);
    }

    public TinyModel node(String op, List<String> inputs, String output, Message... attributes) {
        return node("", op, inputs, output, attributes);
    }

    public TinyModel node(String domain, String op, List<String> inputs, String output, Message... attributes) {
        var node = new Message();
        inputs.forEach(input -> node.text(1, input));
        var number = ops.merge(op, 1, Integer::sum);
        var name = (number == 1 ? "the-" : "another-") + op + (number > 2 ? "-" + number : "");
        node.text(2, output).text(3, name).text(4, op);
        for (var attribute : attributes) {
            node.message(5, attribute);
        }
        graph.message(1, node.text(7, domain));
        return this;
    }

    public TinyModel initializer(String name, int type, byte[] raw, long... shape) {
        graph.message(5, tensor(name, type, shape).bytes(9, raw));
        return this;
    }

    /** An initializer of texts. */
    public TinyModel texts(String name, String... texts) {
        var tensor = tensor(name, STRING, texts.length);
        for (var text : texts) {
            tensor.text(6, text);
        }
        graph.message(5, tensor);
        return this;
    }

    /** An initializer whose numbers are in another file. */
    public TinyModel external(String name, String file, long length, long... shape) {
        return externalAt(name, file, 0, length, shape);
    }

    TinyModel externalAt(String name, String file, long offset, long length, long... shape) {
        var tensor = tensor(name, FLOAT, shape)
                .message(13, new Message().text(1, "location").text(2, file))
                .message(13, new Message().text(1, "offset").text(2, String.valueOf(offset)))
                .message(13, new Message().text(1, "length").text(2, String.valueOf(length)));
        graph.message(5, tensor.number(14, 1));
        return this;
    }

    public TinyModel input(String name, int type, long... shape) {
        graph.message(11, value(name, type, shape));
        return this;
    }

    public TinyModel output(String name, int type, long... shape) {
        graph.message(12, value(name, type, shape));
        return this;
    }

    /** An input of unknown rank. */
    public TinyModel inputOfAnyShape(String name, int type) {
        graph.message(11, value(name, new Message().number(1, type)));
        return this;
    }

    /** An output of unknown rank. */
    public TinyModel outputOfAnyShape(String name, int type) {
        graph.message(12, value(name, new Message().number(1, type)));
        return this;
    }

    /** y = x as numbers of another type, for a vector x. */
    public static TinyModel cast(int from, int to) {
        return new TinyModel()
                .opset(19)
                .input("x", from, -1)
                .output("y", to, -1)
                .cast("x", "y", to);
    }

    public TinyModel cast(String input, String output, int type) {
        return node(
                "Cast",
                List.of(input),
                output,
                new Message().text(1, "to").number(3, type).number(20, 2));
    }

    public TinyModel ir(int version) {
        ir = version;
        return this;
    }

    public TinyModel opset(int version) {
        opset = version;
        return this;
    }

    public TinyModel domain(String name, int version) {
        imports.message(8, new Message().text(1, name).number(2, version));
        return this;
    }

    public byte[] bytes() {
        var model = new Message().number(1, ir).message(7, graph);
        model.message(8, new Message().text(1, "").number(2, opset));
        model.out.writeBytes(imports.out.toByteArray());
        return model.out.toByteArray();
    }

    public Path writeTo(Path file) throws IOException {
        return Files.write(file, bytes());
    }

    public static byte[] floats(float... values) {
        var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return bytes.array();
    }

    public static byte[] longs(long... values) {
        var bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(values);
        return bytes.array();
    }

    private static Message tensor(String name, int type, long... shape) {
        var tensor = new Message();
        for (var dimension : shape) {
            tensor.number(1, dimension);
        }
        return tensor.number(2, type).text(8, name);
    }

    private static Message value(String name, int type, long... shape) {
        var dimensions = new Message();
        for (var dimension : shape) {
            dimensions.message(1, dimension < 0 ? new Message().text(2, "n") : new Message().number(1, dimension));
        }
        return value(name, new Message().number(1, type).message(2, dimensions));
    }

    private static Message value(String name, Message tensor) {
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
