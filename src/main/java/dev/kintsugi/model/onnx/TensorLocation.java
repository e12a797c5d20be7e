package dev.kintsugi.model.onnx;

import java.io.IOException;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Where an ONNX file keeps the data of a tensor (message TensorProto).
 *
 * @param name of the tensor
 * @param location of the file that has the data, as the network names it; null if the network has it itself
 * @param offset where in that file it begins, in bytes
 * @param length how many bytes it has; 0 if that is not said
 */
record TensorLocation(String name, @Nullable String location, long offset, long length) {

    // Numbers of fields in onnx.proto3.
    private static final int TENSOR_NAME = 8;
    private static final int TENSOR_EXTERNAL_DATA = 13;
    private static final int ENTRY_KEY = 1;
    private static final int ENTRY_VALUE = 2;

    /** Of names in a file, so much is told. */
    private static final int LONGEST_NAME = 64;

    static TensorLocation read(ProtobufReader in) throws IOException {
        var entries = new TreeMap<String, String>();
        var name = new String[] {""};
        in.message((field, value) -> {
            if (field == TENSOR_EXTERNAL_DATA) {
                var pair = new String[] {"", ""};
                value.message((part, text) -> {
                    if (part == ENTRY_KEY || part == ENTRY_VALUE) {
                        pair[part - 1] = text.text();
                    }
                });
                entries.put(pair[0], pair[1]);
            } else if (field == TENSOR_NAME) {
                name[0] = shown(value.text());
            }
        });
        var location = entries.get("location");
        return location == null
                ? new TensorLocation(name[0], null, 0, 0)
                : new TensorLocation(name[0], location, number(entries.get("offset")), number(entries.get("length")));
    }

    /** The first byte of that file behind its data, as far as is said. */
    long end() {
        return offset + length;
    }

    /** A name in a file as a person may see it. */
    static String shown(String name) {
        var plain = name.replaceAll("\\p{Cntrl}", "");
        return plain.length() > LONGEST_NAME ? plain.substring(0, LONGEST_NAME) + "…" : plain;
    }

    private static long number(@Nullable String text) throws IOException {
        try {
            return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IOException("not a number of bytes: " + text, e);
        }
    }
}
