package dev.kintsugi.recovery.decision;

import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;

/**
 * All that a decision depends on besides limits: what was asked for and what became of every attempt so far.
 *
 * @param asked the plan that was asked for, before anything was foreseen
 * @param foreseenLoss how much quality was given up before the first attempt, from 0 to 1
 * @param began when the first attempt could begin
 * @param history every attempt so far that failed, oldest first, at least one
 */
public record Situation<P>(P asked, double foreseenLoss, Instant began, List<Attempt<P>> history) {

    /** One in which nothing was foreseen. */
    static <P> Situation<P> of(List<Attempt<P>> history) {
        var first = history.getFirst();
        return new Situation<>(first.plan(), 0, first.failure().at(), history);
    }

    /** The attempt that failed last. */
    public Attempt<P> last() {
        return history.getLast();
    }

    /** How many plans were tried. */
    public int attempts() {
        return (int) history.stream().filter(attempt -> !attempt.remedyFailed()).count();
    }

    /** How long the last attempt took, with what was done before it. */
    Duration lastTook() {
        var before = history.size() == 1
                ? began
                : history.get(history.size() - 2).failure().at();
        return Duration.between(before, last().failure().at());
    }

    /** How many different strategies did not help. */
    int failedStrategies() {
        var failed = EnumSet.noneOf(RecoveryStrategy.class);
        for (int i = 0; i < history.size(); i++) {
            var attempt = history.get(i);
            var remedy = attempt.remedy();
            if (remedy != null
                    && !(i > 0
                            && attempt.showsThatItsRemedyHelped(
                                    history.get(i - 1).failure()))) {
                failed.add(remedy.strategy());
            }
        }
        return failed.size();
    }

    /** How much quality the plan that failed last has lost, compared with what was asked for. */
    double loss() {
        var loss = foreseenLoss;
        for (var attempt : history) {
            var remedy = attempt.remedy();
            if (remedy != null && !attempt.remedyFailed()) {
                var replan = remedy.replan();
                if (replan.isPresent()) {
                    loss = replan.get().change().loss() + (replan.get().anew() ? 0 : loss);
                }
            }
        }
        return loss;
    }
}
