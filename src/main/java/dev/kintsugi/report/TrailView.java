package dev.kintsugi.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.recovery.trail.TrailStep;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One step of a recovery, as clients see it.
 *
 * @param step counted from 1
 * @param failure the code of what had gone wrong
 * @param severity how bad that was
 * @param reason what had gone wrong, in plain words
 * @param phase the stage that failed; left out if there was none
 * @param strategy the strategy that was used
 * @param action what was done, in plain words
 * @param change what became different; left out if nothing did
 * @param durationMs how long the step and the try after it took, in milliseconds
 * @param outcome trying, worked, failed or withheld
 * @param foreseen true if it was done before the failure could happen; left out otherwise
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@Schema(name = "RecoveryStep")
public record TrailView(
        int step,
        String failure,
        String severity,
        String reason,
        String phase,
        String strategy,
        String action,
        @Nullable ChangeView change,
        long durationMs,
        String outcome,
        @Nullable Boolean foreseen) {

    public static TrailView of(TrailStep step) {
        var change = step.change();
        return new TrailView(
                step.number(),
                step.failure().type().code(),
                step.failure().severity().code(),
                step.failure().message(),
                step.failure().context().phase(),
                step.strategy().code(),
                step.action(),
                change == null ? null : ChangeView.of(change),
                step.took().toMillis(),
                step.result().code(),
                step.foreseen() ? true : null);
    }

    public static List<TrailView> of(List<TrailStep> steps) {
        return steps.stream().map(TrailView::of).toList();
    }
}
