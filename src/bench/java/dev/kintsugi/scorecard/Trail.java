package dev.kintsugi.scorecard;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What an answer tells of its recovery. */
record Trail(List<JsonNode> steps) {

    private static final Set<String> WITHOUT_RELOAD =
            Set.of("immediate_retry", "parameter_adjustment", "intelligent_fallback");

    static Trail of(JsonNode trail) {
        return new Trail(StreamSupport.stream(trail.spliterator(), false).toList());
    }

    /** How long recovering took in milliseconds, the try that succeeded included; empty if nothing had failed. */
    OptionalLong took() {
        var failed = steps.stream()
                .filter(step -> !step.path("foreseen").asBoolean())
                .toList();
        return failed.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(failed.stream()
                        .mapToLong(step -> step.path("duration_ms").asLong())
                        .sum());
    }

    /** Whether no step repaired files or closed sessions, so that nothing had to be loaded anew. */
    boolean reloadsNothing() {
        return steps.stream()
                .allMatch(step -> WITHOUT_RELOAD.contains(step.path("strategy").asText())
                        || step.at("/change/what").asText().equals("device"));
    }
}
