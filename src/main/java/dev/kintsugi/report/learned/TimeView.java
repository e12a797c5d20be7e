package dev.kintsugi.report.learned;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.prediction.TimeWork;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How long a variant of a model was seen to take.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param network the one network of the model that is computed; left out if it is what the model is made for
 * @param precision which of its precisions
 * @param device where
 * @param samples how many attempts were observed; what is old counts less
 * @param secondsFor256 that a guided picture of 256 × 256 in 20 steps is predicted to take; left out for a network
 * @param state the sums that predictions are made of
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "TimeNeed")
record TimeView(
        String model,
        String version,
        @Nullable String network,
        String precision,
        String device,
        double samples,
        @Nullable Double secondsFor256,
        List<Double> state) {

    private static final TimeWork USUAL = new TimeWork(1, 20, 2, 256 * 256);

    public TimeView {
        state = state == null ? List.of() : List.copyOf(state);
    }

    static TimeView of(TimeForecast.Entry entry) {
        var variant = entry.workload().variant();
        return new TimeView(
                variant.model().value(),
                variant.version(),
                LearnedView.network(entry.workload()),
                variant.precision(),
                variant.device().toString(),
                entry.model().samples(),
                entry.workload().isWhole() ? entry.model().expected(USUAL).toMillis() / 1000.0 : null,
                entry.model().state());
    }
}
