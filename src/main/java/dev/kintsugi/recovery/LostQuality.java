package dev.kintsugi.recovery;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.trail.TrailStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What an answer lost, from the trail of its recovery. */
final class LostQuality {

    /** Of the steps that changed more than one parameter, by the number of the step. */
    private final Map<Integer, List<Change>> parts = new HashMap<>();

    private final Set<Integer> corrections = new HashSet<>();
    private int countsFrom;

    /** A step changes the plan. */
    void changed(int step, Remedy.Replan<?> replan) {
        countsFrom = replan.anew() ? step - 1 : countsFrom;
        parts.put(step, replan.parts());
    }

    /** A step changes the request before it has a plan: it counts whatever takes the plan's place. */
    void corrected(int step) {
        corrections.add(step);
    }

    /** The plan of the request is the next one: what was lost by the steps so far is lost no longer. */
    void anew(int steps) {
        countsFrom = steps;
    }

    /** Every parameter that lost quality, from what was asked for to what it became at last. */
    List<Change> of(List<TrailStep> trail) {
        return of(trail.stream().filter(step -> step.number() > countsFrom || corrections.contains(step.number())));
    }

    /** The same, from the plan of the request: without what was corrected so that it has one. */
    List<Change> ofPlan(List<TrailStep> trail) {
        return of(trail.stream().filter(step -> step.number() > countsFrom && !corrections.contains(step.number())));
    }

    private List<Change> of(Stream<TrailStep> steps) {
        var changes = new LinkedHashMap<String, Change>();
        steps.flatMap(step -> changes(step).stream())
                .forEach(change -> changes.merge(change.what(), change, Change::then));
        return changes.values().stream()
                .filter(change -> change.degrades() && !change.from().equals(change.to()))
                .toList();
    }

    double sum(List<TrailStep> trail) {
        return of(trail).stream().mapToDouble(Change::loss).sum();
    }

    private List<Change> changes(TrailStep step) {
        var change = step.change();
        return change == null ? List.of() : parts.getOrDefault(step.number(), List.of(change));
    }
}
