package dev.kintsugi.recovery;

import dev.kintsugi.recovery.trail.RecoveryListener;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What was done about the failures of one operation, in order. A listener hears of each step, and of how it ended. */
final class Trail {

    private final List<TrailStep> steps = new ArrayList<>(2);
    private final RecoveryListener listener;

    Trail(RecoveryListener listener) {
        this.listener = listener;
    }

    boolean isEmpty() {
        return steps.isEmpty();
    }

    /** How many steps there are, which is the number of the last one. */
    int size() {
        return steps.size();
    }

    List<TrailStep> steps() {
        return List.copyOf(steps);
    }

    /** Steps that were told before. */
    void restore(List<TrailStep> earlier) {
        earlier.forEach(step -> steps.add(step.earlier(steps.size() + 1)));
    }

    void begin(TrailStep step) {
        steps.add(step);
        listener.onStep(step);
    }

    /** More is known of the last step. */
    void amend(UnaryOperator<TrailStep> known) {
        steps.add(known.apply(steps.removeLast()));
    }

    /** Ends the steps that are under way. One that stays TRYING is ended later. */
    void end(UnaryOperator<TrailStep> ended) {
        steps.replaceAll(step -> {
            var after = step.result() == Result.TRYING ? ended.apply(step) : step;
            if (after.result() != step.result()) {
                listener.onStep(after);
            }
            return after;
        });
    }

    /** Ends the steps that helped against one failure before another one came: they did no good if nothing follows. */
    void settle(Result how) {
        end(step -> step.ended(how, step.action(), step.took()));
    }
}
