package dev.kintsugi.damage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Moves the weights of a network into a file beside it ({@code model.onnx_data}), as exporters do with large ones. Works on
 * the wire format of protocol buffers: ModelProto.graph is field 7, GraphProto.initializer 5, TensorProto.raw_data 9,
 * external_data 13, data_location 14 (onnx.proto3).
 */
final class ExternalWeights {

    private static final int GRAPH = 7;
    private static final int INITIALIZER = 5;
    private static final int RAW_DATA = 9;
    private static final int EXTERNAL_DATA = 13;
    private static final int DATA_LOCATION = 14;
    private static final int EXTERNAL = 1;
    private static final int LENGTH_DELIMITED = 2;
    /** Small tensors, of which shapes are computed, stay where they are. */
    private static final int SMALL = 1024;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final String location;

    private final int least;

    private ExternalWeights(String location, int least) {
        this.location = location;
        this.least = least;
    }

    static void moveOut(Path network) throws IOException {
        moveOut(network, SMALL);
    }

    /** @param least how many bytes a tensor must have to be moved */
    static void moveOut(Path network, int least) throws IOException {
        var weights = new ExternalWeights(network.getFileName() + "_data", least);
        var model = weights.model(Files.readAllBytes(network));
        Files.write(network, model);
        Files.write(network.resolveSibling(weights.location), weights.data.toByteArray());
    }

    private byte[] model(byte[] bytes) {
        return each(bytes, (field, value, out) -> put(out, field, field == GRAPH ? graph(value) : value));
    }

    private byte[] graph(byte[] bytes) {
        return each(bytes, (field, value, out) -> put(out, field, field == INITIALIZER ? tensor(value) : value));
    }

    private byte[] tensor(byte[] bytes) {
        return each(bytes, (field, value, out) -> {
            if (field != RAW_DATA || value.length < least) {
                put(out, field, value);
                return;
            }
            put(out, EXTERNAL_DATA, entry("location", location));
            put(out, EXTERNAL_DATA, entry("offset", String.valueOf(data.size())));
            put(out, EXTERNAL_DATA, entry("length", String.valueOf(value.length)));
            varint(out, DATA_LOCATION << 3);
            varint(out, EXTERNAL);
            data.writeBytes(value);
        });
    }

    private static byte[] entry(String key, String value) {
        var out = new ByteArrayOutputStream();
        put(out, 1, key.getBytes(StandardCharsets.UTF_8));
        put(out, 2, value.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private interface Field {
        void copy(int field, byte[] value, ByteArrayOutputStream out);
    }

    /** Copies a message; fields that are bytes or messages go through the function. */
    private static byte[] each(byte[] message, Field function) {
        var in = ByteBuffer.wrap(message);
        var out = new ByteArrayOutputStream();
        while (in.hasRemaining()) {
            var begin = in.position();
            var tag = varint(in);
            switch ((int) (tag & 7)) {
                case LENGTH_DELIMITED -> {
                    var value = new byte[(int) varint(in)];
                    in.get(value);
                    function.copy((int) (tag >>> 3), value, out);
                    continue;
                }
                case 0 -> varint(in);
                case 1 -> in.position(in.position() + 8);
                case 5 -> in.position(in.position() + 4);
                default -> throw new IllegalArgumentException("not a message of protocol buffers");
            }
            out.write(message, begin, in.position() - begin);
        }
        return out.toByteArray();
    }

    private static void put(ByteArrayOutputStream out, int field, byte[] value) {
        varint(out, (long) field << 3 | LENGTH_DELIMITED);
        varint(out, value.length);
        out.writeBytes(value);
    }

    private static long varint(ByteBuffer in) {
        var value = 0L;
        for (var shift = 0; ; shift += 7) {
            var next = in.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static void varint(ByteArrayOutputStream out, long number) {
        var value = number;
        for (; (value & ~0x7fL) != 0; value >>>= 7) {
            out.write((int) (value & 0x7f | 0x80));
        }
        out.write((int) value);
    }
}
