package dev.kintsugi.pipeline;

import java.util.Locale;

/** The parts of a generation, in order. Each keeps its result when a later one fails. */
public enum Stage {
    /** The prompt becomes numbers. */
    ENCODE,
    /** Noise becomes latents. */
    DENOISE,
    /** Latents become pixels. */
    DECODE;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
