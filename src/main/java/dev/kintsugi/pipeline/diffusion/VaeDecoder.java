package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.Size;
import dev.kintsugi.runtime.RunHandle;
import dev.kintsugi.runtime.Session;
import dev.kintsugi.runtime.TensorScope;
import java.util.Map;

/** Turns latents into pixels. Network: latent_sample [1, c, h, w] → sample [1, 3, 8h, 8w], from −1 to 1. */
record VaeDecoder(Session session, RunHandle handle, int channels, double scaling) {

    private static final String LATENTS = "latent_sample";
    private static final String PIXELS = "sample";

    /**
     * Decodes a picture as a whole.
     *
     * @param latents flat [c × h × w]
     * @param size of the picture in pixels
     * @return flat [3 × height × width], from −1 to 1
     */
    float[] decode(float[] latents, Size size) {
        var scaled = new float[latents.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (latents[i] / scaling);
        }
        try (var scope = new TensorScope()) {
            var in = scope.allocate(
                    Specs.input(session, LATENTS).type(),
                    1,
                    channels,
                    size.height() / DiffusionModel.SCALE,
                    size.width() / DiffusionModel.SCALE);
            var out = scope.allocate(Specs.output(session, PIXELS).type(), 1, 3, size.height(), size.width());
            in.write(0, scaled);
            session.run(Map.of(LATENTS, in), Map.of(PIXELS, out), handle);
            return out.read(0, new float[out.length()]);
        }
    }
}
