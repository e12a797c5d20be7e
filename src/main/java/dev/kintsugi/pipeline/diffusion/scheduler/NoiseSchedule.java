package dev.kintsugi.pipeline.diffusion.scheduler;

import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;

/**
 * How noise grows over the training timesteps, as {@code scheduler_config.json} tells it.
 *
 * @param alphasCumprod ᾱ_t of Ho et al. 2020: the share of the signal that is left at timestep t, falling
 * @param prediction what the UNet predicts
 * @param spacing which of the training timesteps are used
 * @param offset added to every timestep of leading spacing ({@code steps_offset})
 * @param finalAlphaCumprod ᾱ before the first timestep: 1 if {@code set_alpha_to_one}, else ᾱ_0
 * @param clip noiseless latents of DDIM are clipped to ± this; infinite if they are not
 * @param endsAtLeastSigma whether Euler's method ends at the σ of timestep 0 instead of 0
 */
record NoiseSchedule(
        double[] alphasCumprod,
        Prediction prediction,
        TimestepSpacing spacing,
        int offset,
        double finalAlphaCumprod,
        double clip,
        boolean endsAtLeastSigma) {

    /** The ᾱ used instead of 0 as a divisor. */
    private static final double LEAST_ALPHA = 0x1p-24;

    /** What the UNet predicts. */
    enum Prediction {
        /** The noise ε (Ho et al. 2020). */
        EPSILON,
        /** The velocity v (Salimans and Ho 2022). */
        V_PREDICTION,
        /** The noiseless latents x₀. */
        SAMPLE
    }

    /** The schedule as DDIM uses it. */
    static NoiseSchedule ddim(ConfigFile config) {
        var schedule = read(config, TimestepSpacing.LEADING);
        if (schedule.prediction() == Prediction.EPSILON
                && schedule.spacing() != TimestepSpacing.LEADING
                && schedule.alphasCumprod()[schedule.trainSteps() - 1] == 0) {
            throw config.refused("rescale_betas_zero_snr", "needs the prediction_type v_prediction or sample");
        }
        return schedule;
    }

    /** The schedule as Euler's method uses it: without signal σ would be infinite. */
    static NoiseSchedule euler(ConfigFile config) {
        var read = read(config, TimestepSpacing.LINSPACE);
        var alphas = read.alphasCumprod();
        var last = alphas.length - 1;
        alphas[last] = Math.max(alphas[last], LEAST_ALPHA);
        return read;
    }

    private static NoiseSchedule read(ConfigFile config, TimestepSpacing standard) {
        var alphas = AlphasCumprod.read(config);
        var prediction =
                switch (config.text("prediction_type", "epsilon")) {
                    case "epsilon" -> Prediction.EPSILON;
                    case "v_prediction" -> Prediction.V_PREDICTION;
                    case "sample" -> Prediction.SAMPLE;
                    default -> throw config.refused("prediction_type", "must be epsilon, v_prediction or sample");
                };
        var spacing = TimestepSpacing.read(config, standard);
        var ends =
                switch (config.text("final_sigmas_type", "zero")) {
                    case "zero" -> false;
                    case "sigma_min" -> true;
                    default -> throw config.refused("final_sigmas_type", "must be zero or sigma_min");
                };
        // Latents are not bounded as pixels are, so they are clipped only if the file asks for it.
        var clip = config.flag("clip_sample", false)
                ? config.number("clip_sample_range", 1, 1e-3, 1e3)
                : Double.POSITIVE_INFINITY;
        if (config.flag("thresholding", false)) {
            throw config.refused("thresholding", "is not supported, since it is made for pixels and not for latents");
        }
        var last = config.flag("set_alpha_to_one", true) ? 1 : alphas[0];
        var offset = config.integer("steps_offset", 0, 0, alphas.length - 1);
        return new NoiseSchedule(alphas, prediction, spacing, offset, last, clip, ends);
    }

    /** How many timesteps the model was trained on. */
    int trainSteps() {
        return alphasCumprod.length;
    }

    /** The timesteps of a run, from the noisiest on. */
    double[] timesteps(int steps) {
        return spacing.timesteps(steps, trainSteps(), offset);
    }

    /** ᾱ of DDIM after a timestep: one stride of the training timesteps further, or the end. */
    double alphaAfter(int timestep, int steps) {
        var next = timestep - trainSteps() / steps;
        return next >= 0 ? alphasCumprod[next] : finalAlphaCumprod;
    }
}
