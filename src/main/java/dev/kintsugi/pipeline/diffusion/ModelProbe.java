package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.pipeline.diffusion.network.TextEncoder;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.Devices;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds out whether a request that names no model would be answered: by the default model, in any precision whose files
 * are whole, or by one that may stand in for it. One that is loaded is asked for the smallest real work there is,
 * encoding an empty prompt. One that is not is left so, since a probe must not cost what a request would: its files have
 * to be whole as far as is known, none of its networks may have failed to load, and the device has to compute.
 */
@ApplicationScoped
public class ModelProbe {

    /**
     * What was found.
     *
     * @param works whether a model can answer
     * @param model which, empty if none can
     * @param loaded whether it was loaded and did answer
     * @param device where it ran
     * @param took how long it took
     */
    public record Answer(boolean works, String model, boolean loaded, String device, Duration took) {}

    private static final String COMPONENT = "text_encoder";
    private static final Answer NONE = new Answer(false, "", false, "", Duration.ZERO);

    private final DefaultCandidates candidates;
    private final DiffusionModels models;
    private final Devices devices;
    private final Sessions sessions;
    private final Clock clock;
    private final Trials trials;
    private final ModelExaminations examinations;

    ModelProbe(DefaultCandidates candidates, DiffusionModels models, Devices devices, Sessions sessions, Clock clock) {
        this.candidates = candidates;
        this.models = models;
        this.devices = devices;
        this.sessions = sessions;
        this.clock = clock;
        this.trials = new Trials(clock);
        this.examinations = new ModelExaminations(models);
    }

    /**
     * Whether a request would be answered. What is known of files counts as of now; work that succeeded is not asked for
     * again for a while. Blocks, a few seconds at most.
     *
     * @param fresh how old a success may be
     */
    public Answer probe(Duration fresh) {
        return Stream.of(devices.preferred(), Device.CPU)
                .distinct()
                .flatMap(device -> candidates.on(device).flatMap(candidate -> ask(candidate, fresh).stream()))
                .findFirst()
                .orElse(NONE);
    }

    /** The precisions in which a model can draw, as far as is known without loading it. */
    public List<String> usable(Model model) {
        return candidates.precisions(model).stream()
                .filter(precision -> examinations.isLoadable(model, Variant.of(model, precision, devices.preferred()))
                        || examinations.isLoadable(model, Variant.of(model, precision, Device.CPU)))
                .toList();
    }

    private Optional<Answer> ask(DefaultCandidates.Candidate candidate, Duration fresh) {
        var model = candidate.model();
        var variant = candidate.variant();
        var begun = clock.instant();
        var loaded = models.isLoaded(model, variant, COMPONENT);
        if (!examinations.isLoadable(model, variant) || !computes(variant.device(), fresh)) {
            return Optional.empty();
        }
        if (loaded && !trials.worked(variant, fresh, () -> encode(model, variant))) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                true,
                model.id().value(),
                loaded,
                variant.device().toString(),
                Duration.between(begun, clock.instant())));
    }

    /** Why a model cannot be used although its files are whole; empty if nothing is known against it. */
    public Optional<String> problem(Model model) {
        return examinations.problem(
                model, Variant.of(model, model.manifest().standardPrecision().name(), devices.preferred()));
    }

    private boolean computes(Device device, Duration fresh) {
        return trials.worked(device, fresh, () -> sessions.prove(device));
    }

    private void encode(Model model, Variant variant) {
        try (var handle = new RunHandle();
                var lease = models.lease(model, variant, COMPONENT)) {
            var ids = models.settings(model, variant.precision()).tokenizer().encode("");
            new TextEncoder(lease.session()).encode(ids, handle);
        }
    }
}
