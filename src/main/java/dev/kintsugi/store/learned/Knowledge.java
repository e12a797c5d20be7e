package dev.kintsugi.store.learned;

import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.recovery.learning.Experience;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** All that was learned, between those who learn it and the document that keeps it. */
@ApplicationScoped
class Knowledge {

    private final Experience experience;
    private final KnownGood knownGood;
    private final MemoryForecast memory;
    private final TimeForecast times;
    private final ModelChanges models;
    private final Clock clock;

    Knowledge(
            Experience experience,
            KnownGood knownGood,
            MemoryForecast memory,
            TimeForecast times,
            ModelChanges models,
            Clock clock) {
        this.models = models;
        this.experience = experience;
        this.knownGood = knownGood;
        this.memory = memory;
        this.times = times;
        this.clock = clock;
    }

    LearnedDocument document() {
        return new LearnedDocument(
                LearnedFormat.VERSION,
                experience.entries(clock.instant()).stream()
                        .map(LearnedStrategy::of)
                        .toList(),
                knownGood.entries().stream().map(LearnedLimit::of).toList(),
                memory.entries().stream().map(LearnedMemory::of).toList(),
                times.entries().stream().map(LearnedTime::of).toList(),
                models.entries().stream().map(LearnedModel::of).toList());
    }

    /** Knows what this document says, and nothing else. An entry that makes no sense is left out and costs no other. */
    void restore(LearnedDocument document) {
        experience.restore(readable(document.strategies(), LearnedStrategy::toEntry));
        knownGood.restore(readable(document.knownGood(), LearnedLimit::toEntry));
        memory.restore(readable(document.memory(), LearnedMemory::toEntry));
        times.restore(readable(document.time(), LearnedTime::toEntry));
        models.restore(readable(document.models(), LearnedModel::toEntry));
    }

    /** How often something was learned or forgotten: the same number means the same knowledge. */
    long changes() {
        return experience.changes() + knownGood.changes() + memory.changes() + times.changes() + models.changes();
    }

    private static <K, E> List<E> readable(List<K> kept, Function<K, Optional<E>> toEntry) {
        return kept.stream()
                .flatMap(entry -> {
                    try {
                        return toEntry.apply(entry).stream();
                    } catch (RuntimeException e) {
                        Log.warnf("something learned cannot be read and is forgotten: %s", entry);
                        return Stream.empty();
                    }
                })
                .toList();
    }
}
