package dev.kintsugi.store.learned;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.learning.SuccessEstimate;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a strategy did against one kind of failure, on one model and device, as it is kept.
 *
 * @param failure the code of the kind of failure
 * @param model the model's id, empty if none was chosen
 * @param device where it ran
 * @param strategy the code of the strategy
 * @param worked how often it worked; a weight that fades with time
 * @param failed how often it did not
 * @param seconds the mean time that it took
 * @param loss the mean quality that it cost, 0 to 1
 * @param at when this was so
 */
@RegisterForReflection
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
record LearnedStrategy(
        String failure,
        String model,
        String device,
        String strategy,
        double worked,
        double failed,
        double seconds,
        double loss,
        String at) {

    static LearnedStrategy of(Experience.Entry entry) {
        var key = entry.key();
        var tally = entry.tally();
        return new LearnedStrategy(
                key.failure().code(),
                key.model(),
                key.device(),
                key.strategy().code(),
                tally.worked(),
                tally.failed(),
                tally.seconds(),
                tally.loss(),
                tally.at().toString());
    }

    /** The same as the kernel knows it; empty if this version has no such failure or strategy any more. */
    Optional<Experience.Entry> toEntry() {
        return FailureType.of(failure)
                .flatMap(type -> Arrays.stream(RecoveryStrategy.values())
                        .filter(known -> known.code().equals(strategy))
                        .findFirst()
                        .map(known -> new Experience.Entry(
                                new Experience.Key(type, model, device, known),
                                new SuccessEstimate(worked, failed, seconds, loss, Instant.parse(at)))));
    }
}
