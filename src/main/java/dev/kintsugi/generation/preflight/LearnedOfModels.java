package dev.kintsugi.generation.preflight;

import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Variant;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.function.Predicate;

/** All that is known of single models: what they need, what they gave, and what ended the process. */
@ApplicationScoped
class LearnedOfModels {

    private final KnownGood knownGood;
    private final MemoryForecast memory;
    private final TimeForecast times;
    private final ResultCache results;
    private final PoisonRequests poison;

    LearnedOfModels(
            KnownGood knownGood,
            MemoryForecast memory,
            TimeForecast times,
            ResultCache results,
            PoisonRequests poison) {
        this.knownGood = knownGood;
        this.memory = memory;
        this.times = times;
        this.results = results;
        this.poison = poison;
    }

    /** Forgets what is known of some variants. */
    void forget(Predicate<Variant> which) {
        knownGood.forget(which);
        memory.forget(which);
        times.forget(which);
        results.forget(which);
        poison.forget(which);
    }
}
