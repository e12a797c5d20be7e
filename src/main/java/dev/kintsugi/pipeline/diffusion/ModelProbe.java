package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.runtime.Device;
import dev.kintsugi.runtime.Devices;
import dev.kintsugi.runtime.RunHandle;
import dev.kintsugi.runtime.Sessions;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether any model can answer. One that is loaded is asked for the smallest real work there is, encoding an
 * empty prompt. One that is not is left so, since a probe must not cost what a request would: its files have to be
 * there, and the device has to compute.
 */
@ApplicationScoped
public class ModelProbe {

    /**
     * What was found.
     *
     * @param works whether a model can answer
     * @param model which, empty where none can
     * @param loaded whether it was loaded and did answer
     * @param device where it ran
     * @param took how long it took
     */
    public record Answer(boolean works, String model, boolean loaded, String device, Duration took) {}

    private static final String COMPONENT = "text_encoder";

    private final ModelRepository repository;
    private final DiffusionModels models;
    private final Devices devices;
    private final Sessions sessions;
    private final Clock clock;
    private @Nullable Answer last;
    private Instant asked = Instant.MIN;

    ModelProbe(ModelRepository repository, DiffusionModels models, Devices devices, Sessions sessions, Clock clock) {
        this.repository = repository;
        this.models = models;
        this.devices = devices;
        this.sessions = sessions;
        this.clock = clock;
    }

    /** The answer of a probe that is not older than this. Blocks. */
    public synchronized Answer probe(Duration fresh) {
        var now = clock.instant();
        if (last == null || !last.works() || Duration.between(asked, now).compareTo(fresh) >= 0) {
            last = ask();
            asked = now;
        }
        return last;
    }

    /** Where no model works on the device that is preferred, requests are answered on the CPU, and so is this. */
    private Answer ask() {
        return Stream.of(devices.preferred(), Device.CPU)
                .distinct()
                .flatMap(this::ask)
                .filter(Answer::works)
                .findFirst()
                .orElse(new Answer(false, "", false, "", Duration.ZERO));
    }

    private Stream<Answer> ask(Device device) {
        return repository.all().stream()
                .filter(model -> model.manifest().task().equals(Manifest.TEXT_TO_IMAGE))
                .sorted(Comparator.comparingDouble(
                        (Model model) -> -model.manifest().quality()))
                .map(model -> ask(model, device));
    }

    private Answer ask(Model model, Device device) {
        var manifest = model.manifest();
        var variant = new Variant(
                model.id(), manifest.version(), manifest.standardPrecision().name(), device);
        var loaded = models.isLoaded(model, variant, COMPONENT);
        var begun = clock.instant();
        try {
            if (loaded) {
                encode(model, variant);
            } else {
                look(model, variant);
            }
            return new Answer(
                    true, model.id().value(), loaded, device.toString(), Duration.between(begun, clock.instant()));
        } catch (RuntimeException e) {
            Log.warnf("the model %s does not answer a probe: %s", model.id(), e.getMessage());
            return new Answer(
                    false, model.id().value(), loaded, variant.device().toString(), Duration.ZERO);
        }
    }

    private void encode(Model model, Variant variant) {
        try (var handle = new RunHandle();
                var lease = models.lease(model, variant, COMPONENT)) {
            var ids = models.settings(model, variant.precision()).tokenizer().encode("");
            new TextEncoder(lease.session()).encode(ids, handle);
        }
    }

    private void look(Model model, Variant variant) {
        models.requireFiles(model);
        models.requireLoadable(model, variant);
        models.require(model, variant);
        sessions.prove(variant.device());
    }
}
