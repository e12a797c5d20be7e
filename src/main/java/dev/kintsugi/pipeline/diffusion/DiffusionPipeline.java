package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.pipeline.diffusion.StageKeys.Latents.scaled;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repository.ModelRepository;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Pipeline;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.Stage;
import dev.kintsugi.pipeline.StageException;
import dev.kintsugi.pipeline.StageFaultHook;
import dev.kintsugi.pipeline.diffusion.StageKeys.Latents;
import dev.kintsugi.pipeline.diffusion.StageKeys.LatentsKey;
import dev.kintsugi.pipeline.diffusion.StageKeys.PictureKey;
import dev.kintsugi.pipeline.diffusion.StageKeys.TextKey;
import dev.kintsugi.pipeline.diffusion.StageKeys.Weights;
import dev.kintsugi.pipeline.diffusion.network.Conditions;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.pipeline.diffusion.network.FiniteCheck;
import dev.kintsugi.pipeline.diffusion.network.StepWays;
import dev.kintsugi.pipeline.diffusion.network.TextEncoder;
import dev.kintsugi.pipeline.diffusion.network.TiledDecoder;
import dev.kintsugi.pipeline.diffusion.network.UNet;
import dev.kintsugi.pipeline.diffusion.tokenizer.TruncatedText;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.InferenceExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Draws the pictures of a plan: encode the prompt once, then denoise and decode each picture. What a stage finished is
 * kept in the run's {@link dev.kintsugi.pipeline.StageResults}, under all that it depends on: a plan that decodes in
 * another way never denoises again. Blocks; runs on an inference thread.
 */
@ApplicationScoped
class DiffusionPipeline implements Pipeline {

    /** The UNet's states of the prompt and of the negative prompt. */
    private record Text(float[] prompt, float[] negative) {}

    private final ModelRepository repository;
    private final DiffusionModels models;
    private final StableFiles stable;
    private final InferenceExecutor executor;
    private final Map<Variant, StepWays> ways = new ConcurrentHashMap<>();
    private final StageFaultHook faultHook;
    private final Clock clock;

    DiffusionPipeline(
            ModelRepository repository,
            DiffusionModels models,
            InferenceExecutor executor,
            StageFaultHook faultHook,
            Clock clock) {
        this.repository = repository;
        this.models = models;
        this.stable = models.stable(repository, clock);
        this.executor = executor;
        this.faultHook = faultHook;
        this.clock = clock;
    }

    @Override
    public Class<ImageWork> work() {
        return ImageWork.class;
    }

    @Override
    public List<Stage> stages() {
        return List.of(DiffusionStage.values());
    }

    @Override
    public boolean isLoaded(Plan plan) {
        return repository
                .find(plan.variant().model(), plan.variant().version())
                .filter(model -> Arrays.stream(DiffusionStage.values())
                        .allMatch(stage -> models.isLoaded(model, plan.variant(), stage.component())))
                .isPresent();
    }

    @Override
    public List<Artifact> run(Plan plan, GenerationRun run) {
        return draw(plan, run, Noise.GAUSSIAN);
    }

    /** The same from other noise, so that pictures can be compared with those of other implementations. */
    List<Artifact> draw(Plan plan, GenerationRun run, Noise noise) {
        var begun = stable.begin(plan.variant(), run.handle());
        try {
            var artifacts = draw(plan, run, noise, begun);
            stable.requireSame(begun);
            models.worked(begun.model());
            models.changed(begun.model()).stream().map(Progress.Warning::new).forEach(run.listener()::on);
            return artifacts;
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            run.handle().throwIfStopped();
            stable.requireSame(begun); // what failed for that is not the model's failure
            throw e;
        }
    }

    private List<Artifact> draw(Plan plan, GenerationRun run, Noise noise, StableFiles.Begun begun) {
        var model = begun.model();
        var weights =
                new Weights(plan.variant().withDevice(Device.CPU), begun.files().digest());
        models.require(model, plan.variant(), run.handle()).notes(picture(plan).scheduler()).stream()
                .map(Progress.Warning::new)
                .forEach(run.listener()::on);
        var artifacts = new ArrayList<Artifact>();
        for (int image = 0; image < picture(plan).count(); image++) {
            var key = new LatentsKey(weights, picture(plan), image);
            var result = new PictureKey(key, plan.execution().decode());
            artifacts.add(run.results().get(result, Artifact.class, () -> drawOne(model, plan, run, key, noise)));
        }
        return artifacts;
    }

    private Artifact drawOne(Model model, Plan plan, GenerationRun run, LatentsKey key, Noise noise) {
        var latents = run.results().get(key, Latents.class, () -> latents(model, plan, run, key, noise));
        return stage(DiffusionStage.DECODE, key.image(), plan, run, () -> {
            var picture = picture(plan);
            var png = decode(model, plan, run, latents.values());
            var tokenizer = models.settings(model, plan.variant(), run.handle()).tokenizer();
            var facts = new ImageFacts(
                    picture.size(), picture.seed() + key.image(), TruncatedText.tokensRead(picture, tokenizer));
            return new Artifact(png, MediaType.PNG, facts.byName());
        });
    }

    /** Resumes from a checkpoint if there is one. */
    private Latents latents(Model model, Plan plan, GenerationRun run, LatentsKey key, Noise noise) {
        var length = length(
                models.settings(model, plan.variant(), run.handle()),
                picture(plan).size());
        var kept = run.checkpoint().find(key.name(), length);
        if (kept.isPresent()) {
            run.listener().on(new Progress.Resumed(DiffusionStage.DENOISE.code(), key.image()));
            return new Latents(kept.get());
        }
        var text = encode(model, plan, run, key.weights());
        var begun = clock.instant();
        var latents = stage(
                DiffusionStage.DENOISE, key.image(), plan, run, () -> denoise(model, plan, run, key, text, noise));
        run.checkpoint().keep(key.name(), latents.values(), Duration.between(begun, clock.instant()));
        return latents;
    }

    private Text encode(Model model, Plan plan, GenerationRun run, Weights weights) {
        var picture = picture(plan);
        var key = new TextKey(weights, picture.prompt(), picture.negativePrompt());
        return run.results()
                .get(
                        key,
                        Text.class,
                        () -> stage(DiffusionStage.ENCODE, 0, plan, run, () -> {
                            var tokenizer = models.settings(model, plan.variant(), run.handle())
                                    .tokenizer();
                            var cut = TruncatedText.of(picture, tokenizer);
                            cut.forEach(text -> text.require(run.allowed()));
                            cut.forEach(text -> run.listener().on(new Progress.Warning(text.text())));
                            try (var lease = models.lease(
                                    model, plan.variant(), DiffusionStage.ENCODE.component(), run.handle())) {
                                var encoder = new TextEncoder(lease.session());
                                return new Text(
                                        encoder.encode(tokenizer.encode(picture.prompt()), run.handle()),
                                        encoder.encode(tokenizer.encode(picture.negativePrompt()), run.handle()));
                            }
                        }));
    }

    @Override
    public List<Change> cut(Plan plan) {
        return repository.find(plan.variant().model(), plan.variant().version()).stream()
                .flatMap(model ->
                        TruncatedText.of(
                                picture(plan),
                                models.settings(model, plan.variant().precision())
                                        .tokenizer())
                                .stream())
                .map(TruncatedText::change)
                .toList();
    }

    @Override
    public int together(Plan plan) {
        var picture = picture(plan);
        return picture.count() == 1
                        && plan.execution().equals(Execution.FASTEST)
                        && plan.variant().device().equals(Device.CPU)
                ? ways(plan).most(picture.size(), picture.cost().branches())
                : 1;
    }

    private StepWays ways(Plan plan) {
        return ways.computeIfAbsent(plan.variant(), _ -> new StepWays(executor.idle()));
    }

    private Latents denoise(Model model, Plan plan, GenerationRun run, LatentsKey key, Text text, Noise noise) {
        var settings = models.settings(model, plan.variant(), run.handle());
        var picture = picture(plan);
        var scheduler = settings.scheduler(picture.scheduler(), picture.steps());
        var image = key.image();
        var latents = scaled(noise.of(picture, image, length(settings, picture.size())), scheduler.initialSigma());
        try (var lease = models.lease(model, plan.variant(), DiffusionStage.DENOISE.component(), run.handle());
                var unet = new UNet(
                        lease.session(),
                        run.handle(),
                        settings.latentChannels(),
                        picture.size(),
                        conditions(settings, plan, text),
                        ways(plan))) {
            var previews = new Previews(run, image, scheduler.steps());
            for (int i = 0; i < scheduler.steps(); i++) {
                var prediction = unet.predict(scaled(latents, scheduler.inputScale(i)), scheduler.timestep(i));
                if (previews.due(i)) {
                    var preview = scheduler.preview(i, prediction, latents);
                    previews.show(() -> decode(model, plan, run, preview));
                }
                scheduler.step(i, prediction, latents);
                FiniteCheck.require("unet", latents);
                noise.stepped(i, latents);
                executor.progress();
                run.listener()
                        .on(new Progress.Step(
                                DiffusionStage.DENOISE.code(), image, picture.count(), i + 1, scheduler.steps()));
            }
            return new Latents(latents);
        }
    }

    private static Conditions conditions(DiffusionModel settings, Plan plan, Text text) {
        return new Conditions(
                text.prompt(),
                text.negative(),
                settings.tokenizer().length(),
                picture(plan).guidance(),
                settings.guidanceRescale(),
                plan.execution().guidance());
    }

    private byte[] decode(Model model, Plan plan, GenerationRun run, float[] latents) {
        var settings = models.settings(model, plan.variant(), run.handle());
        var size = picture(plan).size();
        try (var lease = models.lease(model, plan.variant(), DiffusionStage.DECODE.component(), run.handle())) {
            var whole = settings.decoder(lease.session(), run.handle());
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
            faultHook.pass(stage, plan, run);
            var result = work.get();
            run.listener().on(new Progress.StageDone(stage.code(), image, Duration.between(begun, clock.instant())));
            return result;
        } catch (CancellationException | StageException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new StageException(stage, e);
        }
    }

    private static ImageWork picture(Plan plan) {
        return plan.work(ImageWork.class);
    }

    private static int length(DiffusionModel settings, Size size) {
        return settings.latentChannels()
                * (size.height() / DiffusionModel.SCALE)
                * (size.width() / DiffusionModel.SCALE);
    }
}
