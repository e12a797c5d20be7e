package dev.kintsugi.report.learned;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.pipeline.plan.Workload;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * All that the service has learned, as clients see it.
 *
 * @param strategies how each strategy did
 * @param knownGood what is known of pictures that ran out of memory
 * @param memory how much memory models were seen to need
 * @param time how long they were seen to take
 * @param poisonRequests requests that ended the process each time
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "LearnedState")
public record LearnedView(
        List<StrategyView> strategies,
        List<KnownGoodView> knownGood,
        List<MemoryView> memory,
        List<TimeView> time,
        List<PoisonRequestView> poisonRequests) {

    /** The name of the network that a workload computes; null if it computes all that a model is made for. */
    static @Nullable String network(Workload workload) {
        return workload.isWhole() ? null : workload.part();
    }
}
