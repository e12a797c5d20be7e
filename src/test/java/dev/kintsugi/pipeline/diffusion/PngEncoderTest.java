package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.work.Size;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngEncoderTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "1, 7", "7, 1", "3, 5", "17, 31", "128, 128", "333, 129"})
    void anotherReaderReadsBackEveryPixel(int width, int height) throws IOException {
        var random = new Random(width * 1000L + height);
        var pixels = new float[3 * width * height];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = random.nextFloat() * 2.4f - 1.2f;
        }
        var image = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(pixels, new Size(width, height))));
        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int expected = 0;
                for (int c = 0; c < 3; c++) {
                    expected = expected << 8 | level(pixels[(c * height + y) * width + x]);
                }
                assertThat(image.getRGB(x, y) & 0xffffff).as("%d,%d", x, y).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "1, 255",
        "0, 128",
        "-5, 0",
        "5, 255",
        "-1e30, 0",
        "1e30, 255",
        "Infinity, 255",
        "-Infinity, 0",
        "NaN, 128"
    })
    void clipsWhatLiesOutside(float value, int level) throws IOException {
        var png = PngEncoder.encode(new float[] {value, value, value}, new Size(1, 1));
        var rgb = ImageIO.read(new ByteArrayInputStream(png)).getRGB(0, 0) & 0xff;
        if (Float.isNaN(value)) {
            assertThat(rgb).as("any level will do").isBetween(0, 255);
        } else {
            assertThat(rgb).isEqualTo(level);
        }
    }

    @Test
    void everyChunkHasTheRightChecksum() {
        var png = ByteBuffer.wrap(PngEncoder.encode(new float[3 * 20 * 10], new Size(20, 10)));
        assertThat(png.getLong()).isEqualTo(0x89504e470d0a1a0aL);
        var names = new ArrayList<String>();
        while (png.hasRemaining()) {
            var content = new byte[4 + png.getInt()];
            png.get(content);
            var crc = new CRC32();
            crc.update(content);
            assertThat(png.getInt()).isEqualTo((int) crc.getValue());
            names.add(new String(content, 0, 4, StandardCharsets.US_ASCII));
        }
        assertThat(names).containsExactly("IHDR", "IDAT", "IEND");
    }

    /** 8 bits from −1 to 1, written another way than the encoder does: through doubles, clipped first. */
    private static int level(float value) {
        var clipped = Math.max(-1.0, Math.min(1.0, value));
        return (int) Math.floor((float) ((float) clipped + 1f) * 127.5f + 0.5);
    }
}
