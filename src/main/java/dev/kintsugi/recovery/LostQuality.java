package dev.kintsugi.recovery;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.trail.TrailStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an answer lost, from the trail of its recovery. */
final class LostQuality {

    private LostQuality() {}

    /**
     * Every parameter that lost quality, from what was asked for to what it became at last.
     *
     * @param parts of the steps that changed more than one parameter, by the number of the step
     */
    static List<Change> of(List<TrailStep> trail, Map<Integer, List<Change>> parts) {
        var changes = new LinkedHashMap<String, Change>();
        for (var step : trail) {
            for (var change : changes(step, parts)) {
                changes.merge(change.what(), change, Change::then);
            }
        }
        return changes.values().stream().filter(Change::degrades).toList();
    }

    private static List<Change> changes(TrailStep step, Map<Integer, List<Change>> parts) {
        var change = step.change();
        return change == null ? List.of() : parts.getOrDefault(step.number(), List.of(change));
    }
}
