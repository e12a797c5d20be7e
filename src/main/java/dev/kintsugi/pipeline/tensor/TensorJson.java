package dev.kintsugi.pipeline.tensor;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** Writes tensors as JSON: the same bytes for the same tensors. */
final class TensorJson {

    private static final JsonFactory FACTORY = new JsonFactory();

    private TensorJson() {}

    /** {@code {"outputs": {"<name>": {"dtype": …, "shape": […], "data": […]}}}}; infinities are texts, as JSON has none. */
    static byte[] of(Map<String, TensorValue> outputs) {
        var bytes = new ByteArrayOutputStream();
        try (var json = FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeObjectFieldStart("outputs");
            for (var output : outputs.entrySet()) {
                json.writeObjectFieldStart(output.getKey());
                tensor(json, output.getValue());
                json.writeEndObject();
            }
            json.writeEndObject();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // not into memory
        }
        return bytes.toByteArray();
    }

    private static void tensor(JsonGenerator json, TensorValue value) throws IOException {
        json.writeStringField("dtype", value.type().code());
        json.writeArrayFieldStart("shape");
        for (var length : value.shape()) {
            json.writeNumber(length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("data");
        if (value.type() == ElementType.STRING) {
            for (var text : value.texts()) {
                json.writeString(text);
            }
        } else {
            numbers(json, value);
        }
        json.writeEndArray();
    }

    private static void numbers(JsonGenerator json, TensorValue value) throws IOException {
        var from = ByteBuffer.wrap(value.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = value.length(); i > 0; i--) {
            switch (value.type()) {
                case FLOAT32 -> json.writeNumber(from.getFloat());
                case FLOAT64 -> json.writeNumber(from.getDouble());
                case FLOAT16 -> json.writeNumber(Float.float16ToFloat(from.getShort()));
                case BFLOAT16 -> json.writeNumber(Float.intBitsToFloat(from.getShort() << 16));
                case INT32 -> json.writeNumber(from.getInt());
                case INT64 -> json.writeNumber(from.getLong());
                case INT16 -> json.writeNumber(from.getShort());
                case INT8 -> json.writeNumber(from.get());
                case UINT64 -> json.writeNumber(Long.toUnsignedString(from.getLong()));
                case UINT32 -> json.writeNumber(Integer.toUnsignedLong(from.getInt()));
                case UINT16 -> json.writeNumber(Short.toUnsignedInt(from.getShort()));
                case UINT8 -> json.writeNumber(Byte.toUnsignedInt(from.get()));
                case BOOL -> json.writeBoolean(from.get() != 0);
                case STRING, OTHER -> throw new IllegalStateException("not a type of numbers");
            }
        }
    }
}
