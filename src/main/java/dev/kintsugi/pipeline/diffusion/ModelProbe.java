package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelRepository;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.runtime.Devices;
import dev.kintsugi.runtime.RunHandle;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** Finds out whether any model really answers, by the smallest real work there is: encoding an empty prompt. */
@ApplicationScoped
public class ModelProbe {

    /**
     * What was found.
     *
     * @param works whether a model answered
     * @param model which, empty where none did
     * @param device where it ran
     * @param took how long it took
     */
    public record Answer(boolean works, String model, String device, Duration took) {}

    private final ModelRepository repository;
    private final DiffusionModels models;
    private final Devices devices;
    private final Clock clock;
    private @Nullable Answer last;
    private Instant asked = Instant.MIN;

    ModelProbe(ModelRepository repository, DiffusionModels models, Devices devices, Clock clock) {
        this.repository = repository;
        this.models = models;
        this.devices = devices;
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

    private Answer ask() {
        return repository.all().stream()
                .filter(model -> model.manifest().task().equals(Manifest.TEXT_TO_IMAGE))
                .sorted(Comparator.comparingDouble(
                        (Model model) -> -model.manifest().quality()))
                .map(this::ask)
                .filter(Answer::works)
                .findFirst()
                .orElse(new Answer(false, "", "", Duration.ZERO));
    }

    private Answer ask(Model model) {
        var manifest = model.manifest();
        var variant = new Variant(
                model.id(), manifest.version(), manifest.standardPrecision().name(), devices.preferred());
        var begun = clock.instant();
        try (var handle = new RunHandle();
                var lease = models.lease(model, variant, "text_encoder")) {
            var ids = models.settings(model).tokenizer().encode("");
            new TextEncoder(lease.session()).encode(ids, handle);
            var took = Duration.between(begun, clock.instant());
            return new Answer(true, model.id().value(), lease.session().device().toString(), took);
        } catch (RuntimeException e) {
            Log.warnf("the model %s does not answer a probe: %s", model.id(), e.getMessage());
            return new Answer(false, model.id().value(), variant.device().toString(), Duration.ZERO);
        }
    }
}
