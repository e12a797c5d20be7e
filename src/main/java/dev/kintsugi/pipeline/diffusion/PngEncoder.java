package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.work.Size;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes 8-bit RGB pictures as PNG (RFC 2083), every row filtered by the difference to the one above. */
final class PngEncoder {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte FILTER_UP = 2;
    private static final int RGB = 2;

    private PngEncoder() {}

    /** @param pixels flat [3 × height × width], from −1 to 1; what lies outside is clipped */
    static byte[] encode(float[] pixels, Size size) {
        var out = new ByteArrayOutputStream(pixels.length / 2);
        out.writeBytes(SIGNATURE);
        var header = ByteBuffer.allocate(13).putInt(size.width()).putInt(size.height());
        header.put((byte) 8).put((byte) RGB).put(new byte[3]);
        chunk(out, "IHDR", header.array(), header.capacity());
        var data = filter(pixels, size);
        var packed = new byte[data.length + data.length / 1000 + 64];
        chunk(out, "IDAT", packed, deflate(data, packed));
        chunk(out, "IEND", new byte[0], 0);
        return out.toByteArray();
    }

    private static byte[] filter(float[] pixels, Size size) {
        int row = 3 * size.width() + 1;
        int plane = size.width() * size.height();
        var data = new byte[row * size.height()];
        var above = new int[row];
        int at = 0;
        for (int y = 0; y < size.height(); y++) {
            data[at++] = FILTER_UP;
            for (int x = 0; x < size.width(); x++) {
                for (int c = 0; c < 3; c++) {
                    int value = Math.clamp(Math.round((pixels[c * plane + y * size.width() + x] + 1) * 127.5f), 0, 255);
                    int column = 3 * x + c;
                    data[at++] = (byte) (value - above[column]);
                    above[column] = value;
                }
            }
        }
        return data;
    }

    private static int deflate(byte[] data, byte[] into) {
        try (var deflater = new Deflater(4)) {
            deflater.setInput(data);
            deflater.finish();
            return deflater.deflate(into);
        }
    }

    private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
        var name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt(length).array());
        out.writeBytes(name);
        out.write(data, 0, length);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
    }
}
