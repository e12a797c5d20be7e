package dev.kintsugi.store.learned;

import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What was learned of the memory and time that variants of models and their networks need, as it is kept. */
@ApplicationScoped
class LearnedForecasts {

    private final KnownGood knownGood;
    private final MemoryForecast memory;
    private final TimeForecast times;

    LearnedForecasts(KnownGood knownGood, MemoryForecast memory, TimeForecast times) {
        this.knownGood = knownGood;
        this.memory = memory;
        this.times = times;
    }

    List<LearnedLimit> limits() {
        return knownGood.entries().stream()
                .filter(entry -> entry.key().workload().isWhole())
                .map(LearnedLimit::of)
                .toList();
    }

    List<LearnedMemory> memory() {
        return memory.entries().stream()
                .filter(entry -> entry.workload().isWhole())
                .map(LearnedMemory::of)
                .toList();
    }

    List<LearnedTime> times() {
        return times.entries().stream()
                .filter(entry -> entry.workload().isWhole())
                .map(LearnedTime::of)
                .toList();
    }

    List<LearnedNetwork> networks() {
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

    /** Knows what this document says, and nothing else. */
    void restore(LearnedDocument document) {
        var networks = document.networks().stream()
                .filter(LearnedForecasts::hasANetwork)
                .toList();
        knownGood.restore(both(
                LearnedDocument.readable(document.knownGood(), whole -> whole.toEntry("")),
                LearnedDocument.readable(
                        networks, one -> entry(one.knownGood(), limit -> limit.toEntry(one.network())))));
        memory.restore(both(
                LearnedDocument.readable(document.memory(), whole -> whole.toEntry("")),
                LearnedDocument.readable(
                        networks, one -> entry(one.memory(), needed -> needed.toEntry(one.network())))));
        times.restore(both(
                LearnedDocument.readable(document.time(), whole -> whole.toEntry("")),
                LearnedDocument.readable(networks, one -> entry(one.time(), took -> took.toEntry(one.network())))));
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
        return knownGood.changes() + memory.changes() + times.changes();
    }
}
