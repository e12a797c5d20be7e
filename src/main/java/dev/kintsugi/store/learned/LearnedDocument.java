package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.logging.Log;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that the service has learned, as {@code learned.json} keeps it.
 *
 * @param version of the format, {@link LearnedFormat#VERSION} when it is written
 * @param strategies how each strategy did
 * @param knownGood what is known of the memory that variants of models need
 * @param memory how much memory models were seen to need
 * @param time how long they were seen to take
 * @param models which files of models that was learned of
 * @param networks what is known of single networks of models
 * @param poisonRequests requests that ended the process each time
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record LearnedDocument(
        int version,
        List<LearnedStrategy> strategies,
        List<LearnedLimit> knownGood,
        List<LearnedMemory> memory,
        List<LearnedTime> time,
        List<LearnedModel> models,
        List<LearnedNetwork> networks,
        List<LearnedPoisonRequest> poisonRequests) {

    LearnedDocument {
        strategies = copy(strategies);
        knownGood = copy(knownGood);
        memory = copy(memory);
        time = copy(time);
        models = copy(models);
        networks = copy(networks);
        poisonRequests = copy(poisonRequests);
    }

    /** What is known of kept entries; one that makes no sense is left out. */
    static <K, E> List<E> readable(List<K> kept, Function<K, Optional<E>> toEntry) {
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

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : list.stream().filter(Objects::nonNull).toList();
    }
}
