package dev.kintsugi.pipeline.diffusion.scheduler;

import dev.kintsugi.pipeline.diffusion.tokenizer.ConfigFile;
import java.util.stream.IntStream;

/** Which of the training timesteps a run uses: the spacings of Lin et al. 2024, table 2. */
enum TimestepSpacing {
    LEADING,
    TRAILING,
    LINSPACE;

    /** @param standard if the file names none */
    static TimestepSpacing read(ConfigFile config, TimestepSpacing standard) {
        return switch (config.text("timestep_spacing", "")) {
            case "" -> standard;
            case "leading" -> LEADING;
            case "trailing" -> TRAILING;
            case "linspace" -> LINSPACE;
            default -> throw config.refused("timestep_spacing", "must be leading, trailing or linspace");
        };
    }

    /**
     * The timesteps of a run, from the noisiest on.
     *
     * @param train how many timesteps the model was trained on
     * @param offset added to every timestep of leading spacing
     */
    double[] timesteps(int steps, int train, int offset) {
        return switch (this) {
            case LEADING ->
                IntStream.range(0, steps)
                        .mapToDouble(i -> Math.min(train - 1, (steps - 1 - i) * (train / steps) + offset))
                        .toArray();
            case TRAILING ->
                IntStream.range(0, steps)
                        .mapToDouble(i -> Math.max(0, Math.rint(train - i * ((double) train / steps)) - 1))
                        .toArray();
            case LINSPACE -> Linspace.of(train - 1, 0, steps);
        };
    }
}
