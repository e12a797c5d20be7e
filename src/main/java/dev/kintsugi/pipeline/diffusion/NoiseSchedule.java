package dev.kintsugi.pipeline.diffusion;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.IntStream;

/**
 * How noise grows over the training timesteps, as {@code scheduler_config.json} tells it.
 *
 * @param alphasCumprod ᾱ_t of Ho et al. 2020: the share of the signal that is left at timestep t, falling
 * @param prediction what the UNet predicts
 * @param spacing which of the training timesteps are used
 * @param offset added to every timestep of leading spacing ({@code steps_offset})
 * @param finalAlphaCumprod ᾱ before the first timestep: 1 where {@code set_alpha_to_one}, else ᾱ_0
 */
record NoiseSchedule(
        double[] alphasCumprod, Prediction prediction, Spacing spacing, int offset, double finalAlphaCumprod) {

    /** What the UNet predicts. */
    enum Prediction {
        /** The noise ε (Ho et al. 2020). */
        EPSILON,
        /** The velocity v (Salimans and Ho 2022). */
        V_PREDICTION
    }

    /** The spacings of Lin et al. 2024, table 2. */
    enum Spacing {
        LEADING,
        TRAILING,
        LINSPACE
    }

    static NoiseSchedule read(JsonNode config) {
        var count = config.path("num_train_timesteps").asInt(1000);
        var alphas = cumulate(betas(config, count));
        var prediction =
                switch (config.path("prediction_type").asText("epsilon")) {
                    case "epsilon" -> Prediction.EPSILON;
                    case "v_prediction" -> Prediction.V_PREDICTION;
                    case String other -> throw unknown("prediction_type", other);
                };
        var spacing =
                switch (config.path("timestep_spacing").asText("leading")) {
                    case "leading" -> Spacing.LEADING;
                    case "trailing" -> Spacing.TRAILING;
                    case "linspace" -> Spacing.LINSPACE;
                    case String other -> throw unknown("timestep_spacing", other);
                };
        var last = config.path("set_alpha_to_one").asBoolean(true) ? 1 : alphas[0];
        return new NoiseSchedule(
                alphas, prediction, spacing, config.path("steps_offset").asInt(0), last);
    }

    private static double[] betas(JsonNode config, int count) {
        var first = config.path("beta_start").asDouble(0.0001);
        var last = config.path("beta_end").asDouble(0.02);
        return switch (config.path("beta_schedule").asText("linear")) {
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
            case String other -> throw unknown("beta_schedule", other);
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
                        .mapToDouble(i -> Math.rint(train - i * ((double) train / steps)) - 1)
                        .toArray();
            case LINSPACE -> spread(train - 1, 0, steps);
        };
    }

    private static IllegalArgumentException unknown(String key, String value) {
        return new IllegalArgumentException("scheduler_config.json: " + key + " '" + value + "' is not supported");
    }
}
