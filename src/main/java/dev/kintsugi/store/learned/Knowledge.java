package dev.kintsugi.store.learned;

import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.recovery.learning.Experience;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;

/** All that was learned, between those who learn it and the document that keeps it. */
@ApplicationScoped
class Knowledge {

    private final Experience experience;
    private final LearnedForecasts forecasts;
    private final ModelChanges models;
    private final PoisonRequests poison;
    private final Clock clock;

    Knowledge(
            Experience experience,
            LearnedForecasts forecasts,
            ModelChanges models,
            PoisonRequests poison,
            Clock clock) {
        this.experience = experience;
        this.forecasts = forecasts;
        this.models = models;
        this.poison = poison;
        this.clock = clock;
    }

    LearnedDocument document() {
        return new LearnedDocument(
                LearnedFormat.VERSION,
                experience.entries(clock.instant()).stream()
                        .map(LearnedStrategy::of)
                        .toList(),
                forecasts.limits(),
                forecasts.memory(),
                forecasts.times(),
                models.entries().stream().map(LearnedModel::of).toList(),
                forecasts.networks(),
                poison.entries().stream().map(LearnedPoisonRequest::of).toList());
    }

    /**
     * Knows what this document says, and nothing else but requests that were seen to end the process since the start. An entry
     * that makes no sense is left out and costs no other.
     */
    void restore(LearnedDocument document) {
        experience.restore(LearnedDocument.readable(document.strategies(), LearnedStrategy::toEntry));
        forecasts.restore(document);
        models.restore(LearnedDocument.readable(document.models(), LearnedModel::toEntry));
        poison.restore(LearnedDocument.readable(document.poisonRequests(), LearnedPoisonRequest::toEntry));
    }

    /** Who keeps what ended the process, before anything else is begun. */
    void keptBy(PoisonRequests.Keeper who) {
        poison.keptBy(who);
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    long changes() {
        return experience.changes() + forecasts.changes() + models.changes() + poison.changes();
    }

    /** The same of what must be kept at once, since the process may end again. */
    long urgentChanges() {
        return poison.changes();
    }
}
