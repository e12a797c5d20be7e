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

    /** The next attempt is planned to end well before its limit, which may be shorter than this one's was. */
    private static final double REQUIRED = 0.6;

    /** A size that differs by less is not worth a change. */
    private static final double NEARLY_ALL = 0.9;

    /** Time grows with the pixels (convolutions) or, of large pictures, with their square (attention). */
    private static final double GROWTH = 1.25;

    private static final double MILLIS = 1000;

    private TimeRungs() {}

    static List<Replan<Plan>> of(Failure failure, Plan plan, Ladder ladder) {
        var report = TimeReport.of(failure.context());
        var done = report.map(TimeReport::possible).orElse(0.0);
        if (done <= 0 && !report.map(TimeReport::loaded).orElse(false)) {
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
        var done = TimeReport.of(failure.context()).map(TimeReport::done).orElse(0.0);
        return Math.min(
                plan.work().cost().items() - 1, (int) (done * plan.work().cost().items()));
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
        return TimeReport.of(failure.context())
                .flatMap(report -> report.needed()
                        .filter(needed -> needed.compareTo(report.allowed()) > 0)
                        .map(needed -> new Fitting(
                                seconds(needed),
                                seconds(report.allowed()),
                                fitting(plan, report.possible() * REQUIRED))));
    }

    /** The largest work that this share of a plan is. */
    private static String fitting(Plan plan, double share) {
        var cost = plan.work().cost();
        var ofEach = (int) (cost.steps() * share);
        return cost.items() == 1 || ofEach > 0
                ? steps(Math.max(1, ofEach)) + " of that size"
                : steps(Math.max(1, (int) (cost.allSteps() * share))) + " of a single one";
    }

    private static String steps(int steps) {
        return steps + (steps == 1 ? " step" : " steps");
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f", time.toMillis() / MILLIS);
    }

    /** How long the attempt might take; empty if that is not known. */
    static Optional<Duration> seconds(Failure failure) {
        return TimeReport.of(failure.context()).map(TimeReport::allowed);
    }
}
