package dev.kintsugi.report.learned;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.recovery.learning.Experience;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * How a strategy did against one kind of failure, on one model and device.
 *
 * @param failure the code of the kind of failure
 * @param model the model's id, empty if none was chosen
 * @param device where it ran
 * @param strategy the code of the strategy
 * @param worked how often it worked; a weight that fades with time
 * @param failed how often it did not
 * @param leastRate the rate of success is at least this, with 95 % confidence
 * @param mostRate it is at most this
 * @param seconds the mean time that it took
 * @param loss the mean quality that it cost, 0 to 1
 * @param at when this was so
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "StrategySuccess")
record StrategyView(
        String failure,
        String model,
        String device,
        String strategy,
        double worked,
        double failed,
        double leastRate,
        double mostRate,
        double seconds,
        double loss,
        String at) {

    static StrategyView of(Experience.Entry entry) {
        var key = entry.key();
        var tally = entry.tally();
        return new StrategyView(
                key.failure().code(),
                key.model(),
                key.device(),
                key.strategy().code(),
                tally.worked(),
                tally.failed(),
                tally.least(),
                tally.most(),
                tally.seconds(),
                tally.loss(),
                tally.at().toString());
    }
}
