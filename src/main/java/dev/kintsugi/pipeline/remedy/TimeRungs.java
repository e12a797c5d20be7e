package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Rungs;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans that take less time than one that was stopped, least loss first. */
public final class TimeRungs {

    /** The parameter of a failure's context that says how much of the work was done, from 0 to 1. */
    public static final String DONE = "done";

    /** The parameter of a failure's context that says whether the model was loaded before the attempt began. */
    public static final String LOADED = "loaded";

    /** The parameter of a failure's context that says how many seconds the attempt had. */
    public static final String SECONDS = "seconds";

    /** The next attempt is planned to end well before its limit, which may be shorter than this one's was. */
    private static final double REQUIRED = 0.6;

    /** A size that differs by less is not worth a change. */
    private static final double NEARLY_ALL = 0.9;

    /** Time grows with the pixels (convolutions) or, of large pictures, with their square (attention). */
    private static final double GROWTH = 1.25;

    private static final double MILLIS = 1000;

    private TimeRungs() {}

    static List<Replan<Plan>> of(Failure failure, Plan plan, Ladder ladder) {
        var done = done(failure);
        if (done <= 0 && !Boolean.parseBoolean(failure.context().parameters().get(LOADED))) {
            return unknown(plan, ladder);
        }
        var cost = plan.work().cost();
        // If not even one step was finished, half of one is assumed.
        var share = REQUIRED * Math.max(done, 0.5 / cost.steps() / cost.items());
        var rungs = new Rungs(plan).then(lighter -> ladder.shortened(lighter, share));
        var left = share * cost.steps() / rungs.plan().work().cost().steps();
        if (left < NEARLY_ALL) {
            var size = (long) (cost.size() * Math.pow(left, 1 / GROWTH));
            rungs.then(lighter -> ladder.atMost(size, lighter));
        }
        return rungs.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT).stream().toList();
    }

    /** Loading took the time, so nothing is known of the speed. */
    private static List<Replan<Plan>> unknown(Plan plan, Ladder ladder) {
        return Stream.of(
                        new Rungs(plan).then(ladder::fewerSteps),
                        new Rungs(plan).then(ladder::fewestSteps).then(lighter -> ladder.smaller(lighter, 1)))
                .flatMap(rungs -> rungs.replan(RecoveryStrategy.PARAMETER_ADJUSTMENT).stream())
                .toList();
    }

    /** How many of several pictures an attempt had finished; they are kept. */
    static int finished(Failure failure, Plan plan) {
        return Math.min(plan.work().cost().items() - 1, (int)
                (done(failure) * plan.work().cost().items()));
    }

    /**
     * What would be in time.
     *
     * @param needed the seconds that all of the work takes
     * @param allowed the seconds that it had
     * @param text the largest work that fits
     */
    public record Fitting(String needed, String allowed, String text) {}

    /** What would have fitted into the time that an attempt had; empty if too little was done to know. */
    public static Optional<Fitting> fitting(Failure failure, Plan plan) {
        var done = done(failure);
        var time = seconds(failure);
        if (done <= 0 || time.isEmpty()) {
            return Optional.empty();
        }
        var had = time.get().toMillis() / MILLIS;
        var steps = (int) Math.max(1, plan.work().cost().steps() * done * REQUIRED);
        return Optional.of(new Fitting(
                String.format(Locale.ROOT, "%.1f", had / done),
                String.format(Locale.ROOT, "%.1f", had),
                steps + (steps == 1 ? " step" : " steps") + " of that size"));
    }

    /** How long the attempt might take; empty if that is not known. */
    static Optional<Duration> seconds(Failure failure) {
        var seconds = failure.context().parameters().getOrDefault(SECONDS, "");
        return seconds.matches("\\d{1,9}(\\.\\d{1,6})?")
                ? Optional.of(Duration.ofMillis(Math.round(Double.parseDouble(seconds) * MILLIS)))
                : Optional.empty();
    }

    /** How much of the work the attempt had done when it was stopped; 0 if that is not known. */
    private static double done(Failure failure) {
        var done = failure.context().parameters().getOrDefault(DONE, "");
        return done.matches("[01](\\.\\d{1,6})?") ? Double.parseDouble(done) : 0;
    }
}
