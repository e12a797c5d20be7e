package dev.kintsugi.report;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that the service has learned, as it is told and kept.
 *
 * @param strategies how each strategy did
 * @param knownGood what is known of pictures that ran out of memory
 * @param memory how much memory models were seen to need; left out by versions before
 * @param time how long they were seen to take; left out by versions before
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
public record LearnedView(
        List<StrategyView> strategies, List<KnownGoodView> knownGood, List<MemoryView> memory, List<TimeView> time) {

    public LearnedView {
        strategies = copy(strategies);
        knownGood = copy(knownGood);
        memory = copy(memory);
        time = copy(time);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
