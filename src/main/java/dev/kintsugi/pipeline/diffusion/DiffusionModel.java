package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.SchedulerKind;
import java.io.IOException;

/**
 * What a model says of itself beside its networks.
 *
 * @param tokenizer its own
 * @param schedule the noise it was trained with
 * @param euler whether its own scheduler is Euler's method; DDIM stands in for all others
 * @param latentChannels channels of its latents
 * @param scaling latents are divided by this before they are decoded
 * @param tile the side of a tile of tiled decoding, in latents
 */
record DiffusionModel(
        Tokenizer tokenizer, NoiseSchedule schedule, boolean euler, int latentChannels, double scaling, int tile)
        implements AutoCloseable {

    /** Pixels per latent on each side. */
    static final int SCALE = 8;

    static DiffusionModel load(Model model) throws IOException {
        var scheduler = Json.read(model.path("scheduler/scheduler_config.json"));
        var vae = Json.read(model.path("vae_decoder/config.json"));
        return new DiffusionModel(
                Tokenizer.load(model),
                NoiseSchedule.read(scheduler),
                scheduler.path("_class_name").asText().startsWith("Euler"),
                vae.path("latent_channels").asInt(4),
                vae.path("scaling_factor").asDouble(0.18215),
                vae.path("sample_size").asInt(512) / SCALE);
    }

    Scheduler scheduler(SchedulerKind kind, int steps) {
        return switch (kind) {
            case DDIM -> new Ddim(schedule, steps);
            case EULER -> new Euler(schedule, steps);
            case MODEL -> euler ? new Euler(schedule, steps) : new Ddim(schedule, steps);
        };
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
