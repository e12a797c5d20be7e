package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import java.nio.charset.StandardCharsets;

/** What results of the stages depend on, and those results that are no others' type. */
final class StageKeys {

    private StageKeys() {}

    /**
     * What results depend on; not the device, since they are plain numbers that any can go on with.
     *
     * @param files which files the model had
     */
    record Weights(Variant variant, String files) {}

    record TextKey(Weights weights, String prompt, String negativePrompt) {}

    record LatentsKey(Weights weights, ImageWork picture, int image) {

        /** The same for the same, in every process. */
        String name() {
            return Sha256.of(toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    record PictureKey(LatentsKey latents, Execution.Decode decode) {}

    /** A picture before it is decoded. */
    record Latents(float[] values) {

        static float[] scaled(float[] latents, double scale) {
            if (scale == 1) {
                return latents;
            }
            var scaled = new float[latents.length];
            for (int i = 0; i < scaled.length; i++) {
                scaled[i] = (float) (latents[i] * scale);
            }
            return scaled;
        }
    }
}
