package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.pipeline.diffusion.network.TextEncoder;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.Devices;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration BUSY = Duration.ofSeconds(30);
    private static final int THREADS = 4;

    /** When something worked last. */
    private record Worked(Instant at) {}

    private final DefaultCandidates candidates;
    private final DiffusionModels models;
    private final Devices devices;
    private final Sessions sessions;
    private final Clock clock;
    private final BoundedCalls<Object, Boolean> trials = new BoundedCalls<>("model-probe", THREADS);
    private final BoundedCalls<Variant, Optional<String>> examinations =
            new BoundedCalls<>("model-examination", THREADS);
    private final Map<Object, Worked> worked = new ConcurrentHashMap<>();

    ModelProbe(DefaultCandidates candidates, DiffusionModels models, Devices devices, Sessions sessions, Clock clock) {
        this.candidates = candidates;
        this.models = models;
        this.devices = devices;
        this.sessions = sessions;
        this.clock = clock;
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
                .filter(precision -> isLoadable(model, Variant.of(model, precision, devices.preferred()))
                        || isLoadable(model, Variant.of(model, precision, Device.CPU)))
                .toList();
    }

    private Optional<Answer> ask(DefaultCandidates.Candidate candidate, Duration fresh) {
        var model = candidate.model();
        var variant = candidate.variant();
        var begun = clock.instant();
        var loaded = models.isLoaded(model, variant, COMPONENT);
        if (!isLoadable(model, variant) || !computes(variant.device(), fresh)) {
            return Optional.empty();
        }
        if (loaded && !did(variant, fresh, () -> encode(model, variant))) {
            return Optional.empty();
        }
        return Optional.of(new Answer(
                true,
                model.id().value(),
                loaded,
                variant.device().toString(),
                Duration.between(begun, clock.instant())));
    }

    private boolean isLoadable(Model model, Variant variant) {
        return models.isLoadable(model, variant) && problem(model, variant).isEmpty();
    }

    /** Why a model cannot be used although its files are whole; empty if nothing is known against it. */
    public Optional<String> problem(Model model) {
        return problem(
                model, Variant.of(model, model.manifest().standardPrecision().name(), devices.preferred()));
    }

    /** A model is read once and then known; a disk that is too slow is reported elsewhere. */
    private Optional<String> problem(Model model, Variant variant) {
        if (!model.manifest().task().equals(Manifest.TEXT_TO_IMAGE)) {
            return Optional.empty();
        }
        return examinations
                .call(variant, () -> models.problem(model, variant).map(TypedException::text), PATIENCE)
                .flatMap(problem -> problem);
    }

    private boolean computes(Device device, Duration fresh) {
        return did(device, fresh, () -> sessions.prove(device));
    }

    /** Work that is not done in time tells of a busy machine, not of a broken model, if it succeeded before. */
    private boolean did(Object what, Duration fresh, Runnable work) {
        var before = worked.get(what);
        if (before != null && clock.instant().isBefore(before.at().plus(fresh))) {
            return true;
        }
        return trials.call(what, () -> succeeds(what, work), PATIENCE)
                .orElse(before != null && clock.instant().isBefore(before.at().plus(BUSY)));
    }

    private boolean succeeds(Object what, Runnable work) {
        try {
            work.run();
            worked.put(what, new Worked(clock.instant()));
            return true;
        } catch (RuntimeException e) {
            worked.remove(what);
            Log.warnf("%s does not answer a probe: %s", what, e.getMessage());
            return false;
        }
    }

    private void encode(Model model, Variant variant) {
        try (var handle = new RunHandle();
                var lease = models.lease(model, variant, COMPONENT)) {
            var ids = models.settings(model, variant.precision()).tokenizer().encode("");
            new TextEncoder(lease.session()).encode(ids, handle);
        }
    }
}
