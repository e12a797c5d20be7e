package dev.kintsugi.pipeline.work;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The samplers that a request may ask for. */
public enum SchedulerKind {
    /** Whatever the model's own configuration names. */
    MODEL,
    /** Denoising diffusion implicit models (Song et al. 2020), η = 0. */
    DDIM,
    /** Euler's method on the probability-flow ODE (Karras et al. 2022). */
    EULER;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<SchedulerKind> of(String code) {
        return Arrays.stream(values()).filter(kind -> kind.code().equals(code)).findFirst();
    }
}
