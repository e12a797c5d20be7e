package dev.kintsugi.generation.custom;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Attempt;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.List;

/**
 * What a {@link CustomStrategy} receives about a failure. Prompts and secrets are not in it.
 *
 * @param failure the code of the kind of failure
 * @param category the part of the system
 * @param severity low, medium, high or critical
 * @param message what happened, in words for callers
 * @param correlationId of the request
 * @param model that failed
 * @param precision of its weights
 * @param device where it ran
 * @param phase the stage that failed, empty if there was none
 * @param size of a picture, such as {@code 512x512}; empty for what has none
 * @param steps of each item
 * @param count how many items
 * @param attempts how often it was tried so far
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
record Consultation(
        String failure,
        String category,
        String severity,
        String message,
        String correlationId,
        String model,
        String precision,
        String device,
        String phase,
        String size,
        int steps,
        int count,
        int attempts) {

    static Consultation of(List<Attempt<Plan>> history) {
        var last = history.getLast();
        var failure = last.failure();
        var variant = last.plan().variant();
        var work = last.plan().work();
        return new Consultation(
                failure.type().code(),
                failure.type().category().code(),
                failure.severity().code(),
                failure.message(),
                failure.context().correlationId(),
                variant.model().value(),
                variant.precision(),
                variant.device().toString(),
                failure.context().phase(),
                work.parameters().getOrDefault("size", ""),
                work.cost().steps(),
                work.cost().items(),
                (int) history.stream()
                        .filter(attempt -> !attempt.remedyFailed())
                        .count());
    }
}
