package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.prediction.MemoryModel;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.forecast.WorkloadMemory;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * How much memory a variant of a model was seen to need, as it is kept.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 * @param weights the bytes that its weights take, at most
 * @param largest the most work that was observed: pixels times what is computed of them at once
 * @param state the sums that predictions are made of
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record LearnedMemory(
        String model, String version, String precision, String device, long weights, long largest, List<Double> state) {

    LearnedMemory {
        state = state == null ? List.of() : List.copyOf(state);
    }

    static LearnedMemory of(WorkloadMemory entry) {
        var variant = entry.workload().variant();
        return new LearnedMemory(
                variant.model().value(),
                variant.version(),
                variant.precision(),
                variant.device().toString(),
                entry.weights(),
                entry.largest(),
                entry.model().state());
    }

    /**
     * The same as the pipeline knows it; empty if it is of a device that there is no word for.
     *
     * @param network the one network of the model that is computed; empty if it is what the model is made for
     */
    Optional<WorkloadMemory> toEntry(String network) {
        return Device.of(device)
                .map(known -> new WorkloadMemory(
                        new Workload(new Variant(new ModelId(model), version, precision, known), network),
                        MemoryModel.of(state),
                        weights,
                        largest));
    }
}
