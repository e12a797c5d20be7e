package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.util.Map;

/**
 * Turns latents into pixels. Network: latent_sample [b, c, h, w] → sample [b, 3, 8h, 8w], from −1 to 1.
 *
 * @param channels of the latents
 * @param scaling latents are divided by this before they are decoded
 * @param shift and this is added then
 */
public record VaeDecoder(Session session, RunHandle handle, int channels, double scaling, double shift) {

    private static final String COMPONENT = "vae_decoder";
    private static final String LATENTS = "latent_sample";
    private static final String PIXELS = "sample";

    /**
     * Decodes a picture as a whole.
     *
     * @param latents flat [c × h × w]
     * @param size of the picture in pixels
     * @return flat [3 × height × width], from −1 to 1
     */
    public float[] decode(float[] latents, Size size) {
        var scaled = new float[latents.length];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = (float) (latents[i] / scaling + shift);
        }
        var h = size.height() / DiffusionModel.SCALE;
        var w = size.width() / DiffusionModel.SCALE;
        var specs = new NetworkSignature(COMPONENT, session);
        var taken = specs.input(LATENTS);
        specs.require(taken, 1, channels, "channels");
        specs.require(taken, 2, h, "height in latents");
        specs.require(taken, 3, w, "width in latents");
        var batch = NetworkSignature.batch(taken, 1);
        try (var scope = new TensorScope()) {
            var in = scope.allocate(taken.type(), batch, channels, h, w);
            var out = scope.allocate(specs.output(PIXELS).type(), batch, 3, size.height(), size.width());
            for (int row = 0; row < batch; row++) {
                in.write(row * scaled.length, scaled);
            }
            session.run(Map.of(LATENTS, in), Map.of(PIXELS, out), handle);
            return FiniteCheck.require(COMPONENT, out.read(0, new float[out.length() / batch]));
        }
    }
}
