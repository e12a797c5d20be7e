package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.BoundedCalls;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.recovery.failure.TypedException;
import java.time.Duration;
import java.util.Optional;

/** Finds out whether models could be loaded, without loading them. */
final class ModelExaminations {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int THREADS = 4;

    private final DiffusionModels models;
    private final BoundedCalls<Variant, Optional<String>> calls = new BoundedCalls<>("model-examination", THREADS);

    ModelExaminations(DiffusionModels models) {
        this.models = models;
    }

    boolean isLoadable(Model model, Variant variant) {
        return models.isLoadable(model, variant) && problem(model, variant).isEmpty();
    }

    /**
     * Why a model cannot be used although its files are whole; empty if nothing is known against it. It is read once and
     * then known; a disk that is too slow is reported elsewhere.
     */
    Optional<String> problem(Model model, Variant variant) {
        return calls.call(variant, () -> models.problem(model, variant).map(TypedException::text), PATIENCE)
                .flatMap(problem -> problem);
    }
}
