package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.model.Sha256;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Execution;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Picture;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.StageException;
import dev.kintsugi.pipeline.StageGate;
import dev.kintsugi.runtime.Device;
import dev.kintsugi.runtime.InferenceExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Draws the pictures of a plan: encode the prompt once, then denoise and decode each picture. What a stage finished is
 * kept in the run's {@link dev.kintsugi.pipeline.StageResults}, under all that it depends on: a plan that decodes in
 * another way never denoises again. Blocks; runs on an inference thread.
 */
@ApplicationScoped
public class DiffusionPipeline {

    private static final List<String> COMPONENTS = List.of("text_encoder", "unet", "vae_decoder");

    private record TextKey(Object weights, String prompt, String negativePrompt) {}

    private record LatentsKey(Object weights, Picture picture, int image) {

        /** The same for the same, in every process. */
        String name() {
            return Sha256.of(toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private record PictureKey(LatentsKey latents, Execution.Decode decode) {}

    /** The UNet's states of the prompt and of the negative prompt. */
    private record Text(float[] prompt, float[] negative) {}

    private record Latents(float[] values) {}

    private final ModelRepository repository;
    private final DiffusionModels models;
    private final InferenceExecutor executor;
    private final StageGate gate;
    private final Clock clock;

    DiffusionPipeline(
            ModelRepository repository,
            DiffusionModels models,
            InferenceExecutor executor,
            StageGate gate,
            Clock clock) {
        this.repository = repository;
        this.models = models;
        this.executor = executor;
        this.gate = gate;
        this.clock = clock;
    }

    /** Whether all networks of a plan are loaded, so that an attempt does nothing but draw. */
    public boolean isLoaded(Plan plan) {
        return repository
                .find(plan.variant().model())
                .filter(model ->
                        COMPONENTS.stream().allMatch(component -> models.isLoaded(model, plan.variant(), component)))
                .isPresent();
    }

    /**
     * Draws all pictures.
     *
     * @throws StageException where a stage fails
     * @throws CancellationException where the run is cancelled
     */
    public List<Artifact> draw(Plan plan, GenerationRun run) {
        var model = repository.require(plan.variant().model().value());
        var artifacts = new ArrayList<Artifact>();
        for (int image = 0; image < plan.picture().count(); image++) {
            var key = new LatentsKey(weights(plan), plan.picture(), image);
            var result = new PictureKey(key, plan.execution().decode());
            artifacts.add(run.results().get(result, Artifact.class, () -> drawOne(model, plan, run, key)));
        }
        return artifacts;
    }

    private Artifact drawOne(Model model, Plan plan, GenerationRun run, LatentsKey key) {
        var latents = run.results().get(key, Latents.class, () -> latents(model, plan, run, key));
        return stage(Stage.DECODE, key.image(), plan, run, () -> {
            var picture = plan.picture();
            var png = decode(model, plan, run, latents.values());
            return new Artifact(png, picture.size(), picture.seed() + key.image());
        });
    }

    /** Goes on from a checkpoint where there is one. */
    private Latents latents(Model model, Plan plan, GenerationRun run, LatentsKey key) {
        var length = length(models.settings(model), plan.picture().size());
        var kept = run.checkpoint().find(key.name(), length);
        if (kept.isPresent()) {
            run.listener().on(new Progress.Resumed(Stage.DENOISE, key.image()));
            return new Latents(kept.get());
        }
        var text = encode(model, plan, run);
        var begun = clock.instant();
        var latents = stage(Stage.DENOISE, key.image(), plan, run, () -> denoise(model, plan, run, key.image(), text));
        run.checkpoint().keep(key.name(), latents.values(), Duration.between(begun, clock.instant()));
        return latents;
    }

    private Text encode(Model model, Plan plan, GenerationRun run) {
        var picture = plan.picture();
        var key = new TextKey(weights(plan), picture.prompt(), picture.negativePrompt());
        return run.results()
                .get(
                        key,
                        Text.class,
                        () -> stage(Stage.ENCODE, 0, plan, run, () -> {
                            var tokenizer = models.settings(model).tokenizer();
                            warnOfLength(picture.prompt(), tokenizer, run);
                            try (var lease = models.lease(model, plan.variant(), "text_encoder")) {
                                var encoder = new TextEncoder(lease.session());
                                return new Text(
                                        encoder.encode(tokenizer.encode(picture.prompt()), run.handle()),
                                        encoder.encode(tokenizer.encode(picture.negativePrompt()), run.handle()));
                            }
                        }));
    }

    /** What results depend on; not the device, since they are plain numbers that any can go on with. */
    private static Object weights(Plan plan) {
        return plan.variant().withDevice(Device.CPU);
    }

    private static void warnOfLength(String prompt, Tokenizer tokenizer, GenerationRun run) {
        var tokens = tokenizer.count(prompt);
        if (tokens > tokenizer.length()) {
            run.listener()
                    .on(new Progress.Warning("the prompt has " + tokens + " tokens, but the model reads only "
                            + tokenizer.length() + ": its end was not used"));
        }
    }

    private Latents denoise(Model model, Plan plan, GenerationRun run, int image, Text text) {
        var settings = models.settings(model);
        var picture = plan.picture();
        var scheduler = settings.scheduler(picture.scheduler(), picture.steps());
        var latents = noise(settings, picture, image, scheduler.initialSigma());
        try (var lease = models.lease(model, plan.variant(), "unet");
                var unet = new UNet(
                        lease.session(),
                        run.handle(),
                        settings.latentChannels(),
                        picture.size(),
                        text.prompt(),
                        text.negative(),
                        settings.tokenizer().length(),
                        picture.guidance(),
                        plan.execution().guidance())) {
            var previews = new Previews(run, image, scheduler.steps());
            for (int i = 0; i < scheduler.steps(); i++) {
                var prediction = unet.predict(scaled(latents, scheduler.inputScale(i)), scheduler.timestep(i));
                if (previews.due(i)) {
                    var preview = scheduler.preview(i, prediction, latents);
                    previews.show(() -> decode(model, plan, run, preview));
                }
                scheduler.step(i, prediction, latents);
                executor.progress();
                run.listener().on(new Progress.Step(Stage.DENOISE, image, picture.count(), i + 1, scheduler.steps()));
            }
            return new Latents(latents);
        }
    }

    private byte[] decode(Model model, Plan plan, GenerationRun run, float[] latents) {
        var settings = models.settings(model);
        var size = plan.picture().size();
        try (var lease = models.lease(model, plan.variant(), "vae_decoder")) {
            var whole = new VaeDecoder(lease.session(), run.handle(), settings.latentChannels(), settings.scaling());
            var pixels =
                    switch (plan.execution().decode()) {
                        case WHOLE -> whole.decode(latents, size);
                        case TILED -> new TiledDecoder(whole, settings.tile()).decode(latents, size);
                    };
            return PngEncoder.encode(pixels, size);
        }
    }

    private <T> T stage(Stage stage, int image, Plan plan, GenerationRun run, Supplier<T> work) {
        var begun = clock.instant();
        try {
            gate.pass(stage, plan, run);
            var result = work.get();
            run.listener().on(new Progress.StageDone(stage, image, Duration.between(begun, clock.instant())));
            return result;
        } catch (CancellationException | StageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StageException(stage, e);
        }
    }

    /** Standard normal noise by {@link Random#nextGaussian()}, which gives the same numbers on every Java platform. */
    private static float[] noise(DiffusionModel settings, Picture picture, int image, double sigma) {
        Size size = picture.size();
        var random = new Random(picture.seed() + image);
        var noise = new float[length(settings, size)];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) ((float) random.nextGaussian() * sigma);
        }
        return noise;
    }

    private static int length(DiffusionModel settings, Size size) {
        return settings.latentChannels()
                * (size.height() / DiffusionModel.SCALE)
                * (size.width() / DiffusionModel.SCALE);
    }

    private static float[] scaled(float[] latents, double scale) {
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
