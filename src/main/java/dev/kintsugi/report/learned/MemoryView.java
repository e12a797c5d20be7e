package dev.kintsugi.report.learned;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.prediction.MemoryWork;
import dev.kintsugi.pipeline.forecast.WorkloadMemory;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How much memory a variant of a model was seen to need.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param network the one network of the model that is computed; left out if it is what the model is made for
 * @param precision which of its precisions
 * @param device where
 * @param samples how many attempts were observed; what is old counts less
 * @param weights the bytes that its weights take, at most
 * @param for256 the bytes that a guided picture of 256 × 256 is predicted to need, weights included; left out for a
 *     network
 * @param for512 the same of 512 × 512
 * @param largest the most work that was observed: pixels times what is computed of them at once
 * @param state the sums that predictions are made of
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "MemoryNeed")
record MemoryView(
        String model,
        String version,
        @Nullable String network,
        String precision,
        String device,
        double samples,
        long weights,
        @Nullable Long for256,
        @Nullable Long for512,
        long largest,
        List<Double> state) {

    public MemoryView {
        state = state == null ? List.of() : List.copyOf(state);
    }

    static MemoryView of(WorkloadMemory entry) {
        var variant = entry.workload().variant();
        return new MemoryView(
                variant.model().value(),
                variant.version(),
                LearnedView.network(entry.workload()),
                variant.precision(),
                variant.device().toString(),
                entry.model().samples(),
                entry.weights(),
                predicted(entry, 256),
                predicted(entry, 512),
                entry.largest(),
                entry.model().state());
    }

    private static @Nullable Long predicted(WorkloadMemory entry, long side) {
        return !entry.workload().isWhole()
                ? null
                : entry.weights() + entry.model().expected(new MemoryWork(2, side * side, side * side));
    }
}
