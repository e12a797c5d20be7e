package dev.kintsugi.pipeline.diffusion.scheduler;

import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import java.util.stream.IntStream;

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
        Spacing spacing,
        int offset,
        double finalAlphaCumprod,
        double clip,
        boolean endsAtLeastSigma) {

    /** More timesteps than any model was trained on. */
    private static final int MOST = 100_000;

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

    /** The spacings of Lin et al. 2024, table 2. */
    enum Spacing {
        LEADING,
        TRAILING,
        LINSPACE
    }

    /** The schedule as DDIM uses it. */
    static NoiseSchedule ddim(ConfigFile config) {
        var schedule = read(config, Spacing.LEADING);
        if (schedule.prediction() == Prediction.EPSILON
                && schedule.spacing() != Spacing.LEADING
                && schedule.alphasCumprod()[schedule.trainSteps() - 1] == 0) {
            throw config.refused("rescale_betas_zero_snr", "needs the prediction_type v_prediction or sample");
        }
        return schedule;
    }

    /** The schedule as Euler's method uses it: without signal σ would be infinite. */
    static NoiseSchedule euler(ConfigFile config) {
        var read = read(config, Spacing.LINSPACE);
        var alphas = read.alphasCumprod();
        var last = alphas.length - 1;
        alphas[last] = Math.max(alphas[last], LEAST_ALPHA);
        return read;
    }

    private static NoiseSchedule read(ConfigFile config, Spacing standard) {
        var alphas = alphas(config);
        var prediction =
                switch (config.text("prediction_type", "epsilon")) {
                    case "epsilon" -> Prediction.EPSILON;
                    case "v_prediction" -> Prediction.V_PREDICTION;
                    case "sample" -> Prediction.SAMPLE;
                    default -> throw config.refused("prediction_type", "must be epsilon, v_prediction or sample");
                };
        var spacing =
                switch (config.text("timestep_spacing", "")) {
                    case "" -> standard;
                    case "leading" -> Spacing.LEADING;
                    case "trailing" -> Spacing.TRAILING;
                    case "linspace" -> Spacing.LINSPACE;
                    default -> throw config.refused("timestep_spacing", "must be leading, trailing or linspace");
                };
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

    private static double[] alphas(ConfigFile config) {
        var alphas = cumulate(config.has("trained_betas") ? trained(config) : betas(config));
        if (!(alphas[0] > 0) || !(alphas[alphas.length - 1] >= 0)) {
            throw config.refused("trained_betas", "leaves no signal at the first timestep");
        }
        return config.flag("rescale_betas_zero_snr", false) ? withoutSignalAtTheEnd(alphas, config) : alphas;
    }

    private static double[] trained(ConfigFile config) {
        var list = config.json().path("trained_betas");
        if (!list.isArray() || list.isEmpty() || list.size() > MOST) {
            throw config.refused("trained_betas", "must be a list of 1 to " + MOST + " numbers");
        }
        var betas = new double[list.size()];
        for (int i = 0; i < betas.length; i++) {
            var beta = list.get(i);
            if (!beta.isNumber() || !(beta.doubleValue() >= 0 && beta.doubleValue() <= 1)) {
                throw config.refused("trained_betas", "must have numbers from 0 to 1 only");
            }
            betas[i] = beta.doubleValue();
        }
        return betas;
    }

    private static double[] betas(ConfigFile config) {
        var count = config.integer("num_train_timesteps", 1000, 1, MOST);
        var first = config.number("beta_start", 0.0001, 0, 0.9999);
        var last = config.number("beta_end", 0.02, 0, 0.9999);
        if (last < first || last == 0) {
            throw config.refused("beta_end", "must be more than 0 and not less than beta_start");
        }
        return switch (config.text("beta_schedule", "linear")) {
            case "linear" -> spread(first, last, count);
            case "scaled_linear" -> {
                var roots = spread(Math.sqrt(first), Math.sqrt(last), count);
                yield IntStream.range(0, count)
                        .mapToDouble(i -> roots[i] * roots[i])
                        .toArray();
            }
            case "squaredcos_cap_v2" ->
                IntStream.range(0, count)
                        .mapToDouble(i -> Math.min(0.999, 1 - cosine((i + 1.0) / count) / cosine((double) i / count)))
                        .toArray();
            case "sigmoid" -> {
                var at = spread(-6, 6, count);
                yield IntStream.range(0, count)
                        .mapToDouble(i -> (last - first) / (1 + Math.exp(-at[i])) + first)
                        .toArray();
            }
            default ->
                throw config.refused("beta_schedule", "must be linear, scaled_linear, squaredcos_cap_v2 or sigmoid");
        };
    }

    /** ᾱ of the cosine schedule (Nichol and Dhariwal 2021, equation 17). */
    private static double cosine(double t) {
        var root = Math.cos((t + 0.008) / 1.008 * Math.PI / 2);
        return root * root;
    }

    private static double[] cumulate(double[] betas) {
        var product = 1.0;
        var alphas = new double[betas.length];
        for (int i = 0; i < betas.length; i++) {
            product *= 1 - betas[i];
            alphas[i] = product;
        }
        return alphas;
    }

    /** Algorithm 1 of Lin et al. 2024: √ᾱ is shifted and stretched so that it ends at 0 and begins as before. */
    private static double[] withoutSignalAtTheEnd(double[] alphas, ConfigFile config) {
        var first = Math.sqrt(alphas[0]);
        var last = Math.sqrt(alphas[alphas.length - 1]);
        if (first == last) {
            throw config.refused("rescale_betas_zero_snr", "needs a schedule of more than one timestep");
        }
        var rescaled = new double[alphas.length];
        for (int i = 0; i < rescaled.length; i++) {
            var root = (Math.sqrt(alphas[i]) - last) * first / (first - last);
            rescaled[i] = root * root;
        }
        return rescaled;
    }

    static double[] spread(double first, double last, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> count == 1 ? first : first + (last - first) * i / (count - 1))
                .toArray();
    }

    /** How many timesteps the model was trained on. */
    int trainSteps() {
        return alphasCumprod.length;
    }

    /** The timesteps of a run, from the noisiest on. */
    double[] timesteps(int steps) {
        int train = trainSteps();
        return switch (spacing) {
            case LEADING ->
                IntStream.range(0, steps)
                        .mapToDouble(i -> Math.min(train - 1, (steps - 1 - i) * (train / steps) + offset))
                        .toArray();
            case TRAILING ->
                IntStream.range(0, steps)
                        .mapToDouble(i -> Math.max(0, Math.rint(train - i * ((double) train / steps)) - 1))
                        .toArray();
            case LINSPACE -> spread(train - 1, 0, steps);
        };
    }

    /** ᾱ of DDIM after a timestep: one stride of the training timesteps further, or the end. */
    double alphaAfter(int timestep, int steps) {
        var next = timestep - trainSteps() / steps;
        return next >= 0 ? alphasCumprod[next] : finalAlphaCumprod;
    }
}
