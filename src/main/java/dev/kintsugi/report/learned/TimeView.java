package dev.kintsugi.report.learned;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.capacity.prediction.TimeWork;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * How long a variant of a model was seen to take.
 *
 * @param model the model's id
 * @param version which of its versions
 * @param precision which of its precisions
 * @param device where
 * @param samples how many attempts were observed; what is old counts less
 * @param secondsFor256 that a guided picture of 256 × 256 in 20 steps is predicted to take
 * @param state the sums that predictions are made of
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record TimeView(
        String model,
        String version,
        String precision,
        String device,
        double samples,
        double secondsFor256,
        List<Double> state) {

    private static final TimeWork USUAL = new TimeWork(1, 20, 2, 256 * 256);

    public TimeView {
        state = state == null ? List.of() : List.copyOf(state);
    }

    static TimeView of(TimeForecast.Entry entry) {
        var variant = entry.variant();
        return new TimeView(
                variant.model().value(),
                variant.version(),
                variant.precision(),
                variant.device().toString(),
                entry.model().samples(),
                entry.model().expected(USUAL).toMillis() / 1000.0,
                entry.model().state());
    }
}
