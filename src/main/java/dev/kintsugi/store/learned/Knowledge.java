package dev.kintsugi.store.learned;

import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.recovery.learning.Experience;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
                knownGood.entries().stream()
                        .filter(entry -> entry.key().workload().isWhole())
                        .map(LearnedLimit::of)
                        .toList(),
                memory.entries().stream()
                        .filter(entry -> entry.workload().isWhole())
                        .map(LearnedMemory::of)
                        .toList(),
                times.entries().stream()
                        .filter(entry -> entry.workload().isWhole())
                        .map(LearnedTime::of)
                        .toList(),
                models.entries().stream().map(LearnedModel::of).toList(),
                networks());
    }

    private List<LearnedNetwork> networks() {
        var all = new ArrayList<LearnedNetwork>();
        for (var entry : knownGood.entries()) {
            all.add(new LearnedNetwork(entry.key().workload().part(), LearnedLimit.of(entry), null, null));
        }
        for (var entry : memory.entries()) {
            all.add(new LearnedNetwork(entry.workload().part(), null, LearnedMemory.of(entry), null));
        }
        for (var entry : times.entries()) {
            all.add(new LearnedNetwork(entry.workload().part(), null, null, LearnedTime.of(entry)));
        }
        all.removeIf(one -> one.network().isEmpty());
        return all;
    }

    /** Knows what this document says, and nothing else. An entry that makes no sense is left out and costs no other. */
    void restore(LearnedDocument document) {
        var networks =
                document.networks().stream().filter(Knowledge::hasANetwork).toList();
        experience.restore(readable(document.strategies(), LearnedStrategy::toEntry));
        knownGood.restore(both(
                readable(document.knownGood(), whole -> whole.toEntry("")),
                readable(networks, one -> entry(one.knownGood(), limit -> limit.toEntry(one.network())))));
        memory.restore(both(
                readable(document.memory(), whole -> whole.toEntry("")),
                readable(networks, one -> entry(one.memory(), needed -> needed.toEntry(one.network())))));
        times.restore(both(
                readable(document.time(), whole -> whole.toEntry("")),
                readable(networks, one -> entry(one.time(), took -> took.toEntry(one.network())))));
        models.restore(readable(document.models(), LearnedModel::toEntry));
    }

    private static boolean hasANetwork(@Nullable LearnedNetwork one) {
        if (one != null && one.network() != null && !one.network().isEmpty()) {
            return true;
        }
        Log.warnf("something learned of a network does not say of which and is forgotten: %s", one);
        return false;
    }

    private static <K, E> Optional<E> entry(@Nullable K kept, Function<K, Optional<E>> toEntry) {
        return kept == null ? Optional.empty() : toEntry.apply(kept);
    }

    private static <E> List<E> both(List<E> whole, List<E> ofNetworks) {
        return Stream.concat(whole.stream(), ofNetworks.stream()).toList();
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
