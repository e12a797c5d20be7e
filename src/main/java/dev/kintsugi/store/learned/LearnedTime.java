package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.prediction.TimeModel;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import java.util.Optional;

/**
 * How long a variant of a model was seen to take, as it is kept.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 * @param state the sums that predictions are made of
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
record LearnedTime(String model, String version, String precision, String device, List<Double> state) {

    LearnedTime {
        state = state == null ? List.of() : List.copyOf(state);
    }

    static LearnedTime of(TimeForecast.Entry entry) {
        var variant = entry.workload().variant();
        return new LearnedTime(
                variant.model().value(),
                variant.version(),
                variant.precision(),
                variant.device().toString(),
                entry.model().state());
    }

    /**
     * The same as the pipeline knows it; empty if it is of a device that there is no word for.
     *
     * @param network the one network of the model that is computed; empty if it is what the model is made for
     */
    Optional<TimeForecast.Entry> toEntry(String network) {
        return Device.of(device)
                .map(known -> new TimeForecast.Entry(
                        new Workload(new Variant(new ModelId(model), version, precision, known), network),
                        TimeModel.of(state)));
    }
}
