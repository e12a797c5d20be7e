package dev.kintsugi.pipeline.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureEncoderTest {

    private static final int WIDTH = 96;
    private static final int HEIGHT = 64;

    private final PictureEncoder encoder = new PictureEncoder();

    @Test
    void jpegLooksLikeThePicture() throws IOException {
        var jpeg = ImageIO.read(new ByteArrayInputStream(encode(PictureFormat.JPEG, 95)));
        assertThat(jpeg.getWidth()).isEqualTo(WIDTH);
        assertThat(jpeg.getHeight()).isEqualTo(HEIGHT);
        var original = gradient();
        for (int x = 0; x < WIDTH; x += 7) {
            for (int y = 0; y < HEIGHT; y += 5) {
                var is = new Color(jpeg.getRGB(x, y));
                var was = new Color(original.getRGB(x, y));
                assertThat(Math.abs(is.getRed() - was.getRed())).isLessThan(12);
                assertThat(Math.abs(is.getGreen() - was.getGreen())).isLessThan(12);
                assertThat(Math.abs(is.getBlue() - was.getBlue())).isLessThan(12);
            }
        }
    }

    @Test
    void webpHasItsHeadAndItsSize() throws IOException {
        var webp = encode(PictureFormat.WEBP, 80);
        assertThat(new String(webp, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("RIFF");
        assertThat(new String(webp, 8, 8, StandardCharsets.US_ASCII)).isEqualTo("WEBPVP8 ");
        assertThat((webp[27] & 0x3f) << 8 | webp[26] & 0xff).isEqualTo(WIDTH); // RFC 6386, section 9.1
        assertThat((webp[29] & 0x3f) << 8 | webp[28] & 0xff).isEqualTo(HEIGHT);
    }

    @ParameterizedTest
    @CsvSource({"JPEG", "WEBP"})
    void lowerQualityIsASmallerFileAndTheSameIsTheSame(PictureFormat format) throws IOException {
        assertThat(encode(format, 0).length).isLessThan(encode(format, 50).length);
        assertThat(encode(format, 50).length).isLessThan(encode(format, 100).length);
        assertThat(encode(format, 50)).isEqualTo(encode(format, 50));
    }

    @Test
    void encodesOnManyThreads() throws Exception {
        var expected = encode(PictureFormat.WEBP, 70);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var all = threads.invokeAll(IntStream.range(0, 200)
                    .mapToObj(_ -> (Callable<byte[]>) () -> encode(PictureFormat.WEBP, 70))
                    .toList());
            for (var one : all) {
                assertThat(one.get()).isEqualTo(expected);
            }
        }
    }

    @Test
    void encodesSoManyAtATimeAndRefusesWhatWaitsForTooLong() throws Exception {
        var one = new PictureEncoder(1, Duration.ZERO);
        var large = png(new BufferedImage(3000, 3000, BufferedImage.TYPE_INT_RGB));
        try (var threads = Executors.newFixedThreadPool(2)) {
            var first = threads.submit(() -> one.encode(large, new PictureEncoding(PictureFormat.WEBP, 80)));
            var refusals = new ArrayList<FailureType>();
            while (!first.isDone()) {
                try {
                    one.encode(png(gradient()), new PictureEncoding(PictureFormat.JPEG, 80));
                } catch (TypedException e) {
                    refusals.add(e.type());
                }
            }
            assertThat(first.get()).isNotEmpty();
            assertThat(refusals).isNotEmpty().containsOnly(FailureType.MODEL_OVERLOADED);
        }
        assertThat(one.encode(png(gradient()), new PictureEncoding(PictureFormat.JPEG, 80)))
                .isNotEmpty();
    }

    /** The head of a picture of 65,000 x 65,000 and no content: as if it needed 16 GB. */
    @ParameterizedTest
    @ValueSource(ints = {65_000, 1_000_000, Integer.MAX_VALUE})
    void aPictureThatIsTooLargeIsAFailure(int side) throws IOException {
        var png = ByteBuffer.wrap(png(gradient()));
        png.putInt(16, side).putInt(20, side);
        var check = new CRC32();
        check.update(png.array(), 12, 17);
        png.putInt(29, (int) check.getValue());
        assertThatThrownBy(() -> encoder.encode(png.array(), new PictureEncoding(PictureFormat.JPEG, 80)))
                .isInstanceOf(TypedException.class)
                .hasMessageContaining("ask for png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no picture", "\u0089PNG\r\n\u001a\n"})
    void whatIsNoPictureIsAFailure(String content) {
        var bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> encoder.encode(bytes, new PictureEncoding(PictureFormat.WEBP, 80)))
                .isInstanceOf(TypedException.class);
    }

    private byte[] encode(PictureFormat format, int quality) throws IOException {
        return encoder.encode(png(gradient()), new PictureEncoding(format, quality));
    }

    private static byte[] png(BufferedImage picture) throws IOException {
        var png = new ByteArrayOutputStream();
        ImageIO.write(picture, "png", png);
        return png.toByteArray();
    }

    private static BufferedImage gradient() {
        var picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < WIDTH; x++) {
            for (int y = 0; y < HEIGHT; y++) {
                picture.setRGB(x, y, new Color(x * 255 / WIDTH, y * 255 / HEIGHT, 128).getRGB());
            }
        }
        return picture;
    }
}
