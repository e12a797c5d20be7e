package dev.kintsugi.pipeline.diffusion;

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
