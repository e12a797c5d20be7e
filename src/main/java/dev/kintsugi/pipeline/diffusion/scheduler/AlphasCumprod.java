package dev.kintsugi.pipeline.diffusion.scheduler;

import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import java.util.stream.IntStream;

/**
 * Computes ᾱ_t of Ho et al. 2020, the share of the signal that is left at each training timestep, from the β (the noise that
 * each timestep adds) that {@code scheduler_config.json} lists or describes.
 */
final class AlphasCumprod {

    /** More timesteps than any model was trained on. */
    private static final int MOST = 100_000;

    private AlphasCumprod() {}

    /** One for each training timestep, falling; refused by name if the file describes none that can be used. */
    static double[] read(ConfigFile config) {
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
            case "linear" -> Linspace.of(first, last, count);
            case "scaled_linear" -> {
                var roots = Linspace.of(Math.sqrt(first), Math.sqrt(last), count);
                yield IntStream.range(0, count)
                        .mapToDouble(i -> roots[i] * roots[i])
                        .toArray();
            }
            case "squaredcos_cap_v2" ->
                IntStream.range(0, count)
                        .mapToDouble(i -> Math.min(0.999, 1 - cosine((i + 1.0) / count) / cosine((double) i / count)))
                        .toArray();
            case "sigmoid" -> {
                var at = Linspace.of(-6, 6, count);
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
}
