package dev.kintsugi.report.event;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.TrailStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Says in plain words what is less than was asked for, and why. */
final class ProvenanceWarnings {

    private static final Set<String> TEXTS = Set.of("prompt", "negative_prompt");

    private ProvenanceWarnings() {}

    /** @param earlier what was warned of before anything was computed */
    static List<String> of(List<TrailStep> trail, List<Change> changes, List<String> earlier) {
        var warnings = new ArrayList<>(earlier);
        trail.stream()
                .filter(step -> step.change() != null && step.change().what().equals(Change.KEPT))
                .findFirst()
                .ifPresent(_ -> warnings.add(
                        "The job could not be written and is held in memory: it is lost when the service ends."));
        trail.stream()
                .filter(step -> step.foreseen() && step.failure().type() == FailureType.MODEL_OVERLOADED)
                .map(step -> step.failure().message())
                .distinct()
                .forEach(warnings::add);
        // What a model does not read of a text was warned of when it was read.
        changes.stream()
                .filter(change -> !TEXTS.contains(change.what()))
                .forEach(change -> warnings.add("The result has " + change.what() + " " + change.to() + " instead of "
                        + change.from() + why(change, trail)));
        return warnings;
    }

    /** Fewer steps at a lower level of service are not a failure, and a default is nothing that was asked for. */
    private static String why(Change change, List<TrailStep> trail) {
        var reasons = trail.stream()
                .filter(step -> step.change() != null
                        && List.of(step.change().what().split(", ")).contains(change.what()))
                .toList();
        var reduced = !reasons.isEmpty()
                && reasons.stream()
                        .allMatch(step -> step.foreseen() && step.failure().type() == FailureType.MODEL_OVERLOADED);
        if (reduced) {
            return ".";
        }
        var causes = reasons.stream()
                .map(step -> cause(step.failure().type()))
                .distinct()
                .collect(Collectors.joining(" and "));
        return causes.isEmpty() ? "." : ", because of " + causes + ".";
    }

    /** In words as far as one word is not enough, with the code that the trail has. */
    private static String cause(FailureType type) {
        return switch (type) {
            case VRAM_EXHAUSTION -> "too little memory (" + type.code() + ")";
            case INFERENCE_TIMEOUT -> "too little time (" + type.code() + ")";
            default -> type.code();
        };
    }
}
