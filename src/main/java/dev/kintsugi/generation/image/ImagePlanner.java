package dev.kintsugi.generation.image;

import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.model.ImageLimits;
import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.picture.PictureEncoder;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.recovery.failure.FieldError;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Devices;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes a plan of a request: defaults filled in, every value checked against the model's limits. */
@ApplicationScoped
public class ImagePlanner {

    /** Seeds that JSON numbers of any client carry exactly. */
    private static final long SEEDS = 1L << 31;

    private final ImageModels models;
    private final Devices devices;
    private final RandomGenerator random;
    private final PictureEncoder encoder;

    ImagePlanner(ImageModels models, Devices devices, RandomGenerator random, PictureEncoder encoder) {
        this.encoder = encoder;
        this.models = models;
        this.devices = devices;
        this.random = random;
    }

    /**
     * The plan of a request.
     *
     * @throws TypedException model_not_found, model_loading_failed if the default model is not there, invalid_parameters
     *     with every field that is wrong, dependency_missing if the format that is asked for cannot be had here
     */
    public Plan plan(ImageGeneration request) {
        var chosen = choose(request);
        var errors = new ArrayList<FieldError>();
        var picture = picture(request, chosen.limits(), errors, request.policy().corrects());
        var variant = variant(request, chosen.model(), errors);
        if (!errors.isEmpty()) {
            throw TypedException.invalid(errors);
        }
        request.encoding().ifPresent(encoder::require);
        return new Plan(variant, picture, Execution.FASTEST);
    }

    /** If there is no such model, what can be said without it is told too. */
    private ImageModels.Chosen choose(ImageGeneration request) {
        try {
            return models.choose(request);
        } catch (TypedException e) {
            var errors = new ArrayList<FieldError>();
            LimitCheck.requireForm(request.size().orElse("auto"), errors);
            scheduler(request, errors);
            throw e.type().callersMistake() ? e.beside("model", errors) : e;
        }
    }

    private ImageWork picture(ImageGeneration request, ImageLimits limits, List<FieldError> errors, boolean corrects) {
        var prompt = Prompts.required("prompt", request.prompt(), limits.promptLength(), errors);
        var check = new LimitCheck(errors, corrects);
        return new ImageWork(
                prompt,
                Prompts.check("negative_prompt", request.negativePrompt().orElse(""), limits.promptLength(), errors),
                check.size(request.size().orElse("auto"), limits.size()),
                (int) check.range("steps", request.steps().map(Integer::doubleValue), limits.steps()),
                check.range("guidance", request.guidance(), limits.guidance()),
                request.seed().orElseGet(() -> random.nextLong(SEEDS)),
                (int) check.range("n", request.count().map(Integer::doubleValue), limits.images()),
                scheduler(request, errors));
    }

    private Variant variant(ImageGeneration request, Model model, List<FieldError> errors) {
        var manifest = model.manifest();
        var wanted = request.precision().orElse(manifest.standardPrecision().name());
        if (manifest.precision(wanted).isEmpty()) {
            var names =
                    manifest.precisions().stream().map(Manifest.Precision::name).toList();
            errors.add(new FieldError("precision", "must be one of " + String.join(", ", names)));
        }
        return new Variant(model.id(), manifest.version(), wanted, devices.preferred());
    }

    private static SchedulerKind scheduler(ImageGeneration request, List<FieldError> errors) {
        var name = request.scheduler();
        if (name.isEmpty()) {
            return SchedulerKind.MODEL;
        }
        return SchedulerKind.of(name.get()).orElseGet(() -> {
            errors.add(new FieldError("scheduler", "must be one of model, ddim, euler"));
            return SchedulerKind.MODEL;
        });
    }
}
