package dev.kintsugi.model.onnx;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Reads the wire format of Protocol Buffers (protobuf.dev/programming-guides/encoding) from a file and skips what is not
 * asked for, however large it is.
 */
final class ProtobufReader {

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH_DELIMITED = 2;
    private static final int FIXED_32 = 5;

    private static final int LONGEST_TEXT = 1 << 16;
    private static final int DEEPEST = 64;

    /** Is given each length-delimited field; what it leaves unread is skipped. */
    interface Field {
        void read(int number, ProtobufReader value) throws IOException;
    }

    /** Is given each field that is a number. */
    interface Number {
        void is(int number, long value);
    }

    private final ByteCursor bytes;
    private long end;
    private int depth;

    ProtobufReader(SeekableByteChannel channel) throws IOException {
        this.bytes = new ByteCursor(channel);
        this.end = bytes.size();
    }

    boolean isAtEnd() {
        return bytes.position() >= end;
    }

    /** Reads all fields of the message that begins here but numbers. */
    void message(Field field) throws IOException {
        message(field, (_, _) -> {});
    }

    /** Reads all fields of the message that begins here. */
    void message(Field field, Number numbers) throws IOException {
        if (++depth > DEEPEST) {
            throw new IOException("messages within messages within messages");
        }
        var outer = end;
        while (bytes.position() < outer) {
            var tag = varint();
            var number = (int) (tag >>> 3);
            if (number == 0) {
                throw new IOException("no field has the number 0");
            }
            switch ((int) (tag & 7)) {
                case VARINT -> numbers.is(number, varint());
                case FIXED_64 -> bytes.moveTo(bytes.position() + 8);
                case FIXED_32 -> bytes.moveTo(bytes.position() + 4);
                case LENGTH_DELIMITED -> {
                    var length = varint();
                    var last = bytes.position() + length;
                    if (length < 0 || last > outer) {
                        throw new EOFException("the file ends in the middle of a field");
                    }
                    end = last;
                    field.read(number, this);
                    bytes.moveTo(last);
                    end = outer;
                }
                default -> throw new IOException("not a field of a message");
            }
        }
        depth--;
    }

    /** What is left of this field as text. */
    String text() throws IOException {
        var length = end - bytes.position();
        if (length > LONGEST_TEXT) {
            throw new IOException("a text of " + length + " bytes");
        }
        var text = new byte[(int) length];
        for (int i = 0; i < text.length; i++) {
            text[i] = bytes.next();
        }
        return new String(text, StandardCharsets.UTF_8);
    }

    /** The number that begins here. */
    long varint() throws IOException {
        var value = 0L;
        for (int shift = 0; shift < 64; shift += 7) {
            var part = bytes.next();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
        throw new IOException("not a number");
    }
}
