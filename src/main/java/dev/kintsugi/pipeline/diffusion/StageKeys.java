package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import java.nio.charset.StandardCharsets;

/** What the results of the stages depend on. */
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
}
