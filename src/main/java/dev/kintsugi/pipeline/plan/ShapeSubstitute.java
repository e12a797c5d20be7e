package dev.kintsugi.pipeline.plan;

import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What takes the place of all plans that differ only in words and seed. Immutable.
 *
 * @param why what failed with the plan that was asked for
 * @param shape the plan that is tried instead, without words and seed
 * @param probeAt when the plan that was asked for is tried again
 * @param pause until then; twice as long after each probe, an hour at most
 */
record ShapeSubstitute(
        FailureType why, RecoveryStrategy strategy, Plan shape, List<Change> changes, Instant probeAt, Duration pause) {

    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    boolean isProbe(Instant now) {
        return !now.isBefore(probeAt);
    }

    /** The same after a probe began, which is taken to be in vain. */
    ShapeSubstitute probed(Instant now) {
        var twice = pause.multipliedBy(2);
        var longer = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
        return new ShapeSubstitute(why, strategy, shape, changes, now.plus(longer), longer);
    }

    /** What is tried instead of one plan: with its words and its seed. */
    Replan<Plan> replan(Plan asked) {
        return Replan.anew(strategy, shape.withWork(asked.work().inShape(shape.work())), changes);
    }
}
