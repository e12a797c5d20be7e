package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kintsugi.pipeline.diffusion.network.TiledDecoder;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TiledDecoderTest {

    @Test
    void tilesCoverEveryLatentAndStayInside() {
        for (int length = 1; length <= 200; length++) {
            for (int tile = 8; tile <= 64; tile++) {
                int side = Math.min(tile, length);
                var starts = TiledDecoder.starts(length, side);
                var as = "length " + length + ", tile " + side;
                int covered = 0;
                for (var start : starts) {
                    assertThat(start).as(as).isBetween(0, covered);
                    assertThat(start + side).as(as + ": each adds something").isGreaterThan(covered);
                    covered = start + side;
                }
                assertThat(covered).as(as).isEqualTo(length);
            }
        }
    }

    @Test
    void neighboursOverlapByAQuarterAtLeast() {
        for (int length = 9; length <= 200; length++) {
            var starts = TiledDecoder.starts(length, 8);
            for (int i = 1; i < starts.length; i++) {
                assertThat(starts[i - 1] + 8 - starts[i]).isGreaterThanOrEqualTo(2);
            }
        }
    }

    /** Noise is the hardest case: a tile's edge sees nothing of its neighbour. Pixels span −1 to 1. */
    @Test
    void tiledIsCloseToWholeAndEqualWhereThePictureFitsOneTile(@TempDir Path home) {
        var bench = new Workbench(home);
        var plan = bench.plan("shapes-diffusion", "");
        var model = bench.repository.require("shapes-diffusion");
        try (var handle = new RunHandle();
                var lease = bench.models.lease(model, plan.variant(), "vae_decoder")) {
            var decoder = bench.models.settings(model, "fp16").decoder(lease.session(), handle);
            var large = new Size(512, 384);
            var latents = noise(4 * 64 * 48);
            var whole = decoder.decode(latents, large);
            var tiled = new TiledDecoder(decoder, 16).decode(latents, large);
            assertThat(difference(whole, tiled)).isLessThan(0.05);
            var small = new Size(128, 64);
            var few = noise(4 * 16 * 8);
            assertThat(new TiledDecoder(decoder, 16).decode(few, small))
                    .containsExactly(decoder.decode(few, small), within(1e-6f));
        }
        assertThat(TensorScope.openTensors()).isZero();
    }

    private static double difference(float[] a, float[] b) {
        assertThat(b).hasSameSizeAs(a);
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += Math.abs(a[i] - b[i]);
        }
        return sum / a.length;
    }

    private static float[] noise(int length) {
        var random = new Random(3);
        var noise = new float[length];
        for (int i = 0; i < length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        return noise;
    }
}
