package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.Stage;
import java.util.Locale;

/** The stages of text to image. */
enum DiffusionStage implements Stage {
    /** The prompt becomes numbers. */
    ENCODE("text_encoder"),
    /** Noise becomes latents. */
    DENOISE("unet"),
    /** Latents become pixels. */
    DECODE("vae_decoder");

    private final String component;

    DiffusionStage(String component) {
        this.component = component;
    }

    @Override
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String component() {
        return component;
    }
}
