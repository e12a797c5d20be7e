package dev.kintsugi.pipeline;

import dev.kintsugi.recovery.Failure;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Remedy.Replan;
import java.util.List;
import java.util.stream.Stream;

/** Plans that take less time than one that was stopped, least loss first. */
public final class TimeRungs {

    /** The parameter of a failure's context that says how much of the work was done, from 0 to 1. */
    public static final String DONE = "done";

    /** The next attempt is planned to end well before its limit, which may be shorter than this one's was. */
    private static final double SURELY = 0.6;

    /** A size that differs by less is not worth a change. */
    private static final double NEARLY_ALL = 0.9;

    private TimeRungs() {}

    static List<Replan<Plan>> of(Failure failure, Plan plan, Ladder ladder) {
        var share = done(failure) * SURELY;
        if (share <= 0) {
            return Stream.of(
                            new Rungs(plan).then(ladder::fewerSteps),
                            new Rungs(plan).then(ladder::fewestSteps).then(lighter -> ladder.smaller(lighter, 1)))
                    .flatMap(rungs -> rungs.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT).stream())
                    .toList();
        }
        var rungs = new Rungs(plan).then(lighter -> ladder.shortened(lighter, share));
        var left = share * plan.picture().steps() / rungs.plan().picture().steps();
        if (left < NEARLY_ALL) {
            var pixels = (long) (plan.picture().size().pixels() * left);
            rungs.then(lighter -> ladder.atMost(pixels, lighter));
        }
        return rungs.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT).stream().toList();
    }

    /** How much of the work the attempt had done when it was stopped; 0 if that is not known. */
    private static double done(Failure failure) {
        var done = failure.context().parameters().getOrDefault(DONE, "");
        return done.matches("[01](\\.\\d{1,6})?") ? Double.parseDouble(done) : 0;
    }
}
