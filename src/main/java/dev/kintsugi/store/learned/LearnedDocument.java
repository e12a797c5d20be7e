package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
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
        List<LearnedNetwork> networks) {

    LearnedDocument {
        strategies = copy(strategies);
        knownGood = copy(knownGood);
        memory = copy(memory);
        time = copy(time);
        models = copy(models);
        networks = copy(networks);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
