package dev.kintsugi.pipeline.forecast;

import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Workload;
import java.time.Duration;
import java.time.Instant;

/**
 * What is known of the memory that a variant needs: from how many pixels on it has to be computed with less, and from
 * how many on a picture has to be smaller. Immutable.
 *
 * @param lightFrom pictures of so many pixels ran out of memory as they were, and worked in a lighter execution
 * @param execution the one that worked
 * @param smallerFrom pictures of so many pixels ran out of memory in every execution
 * @param fits pictures of so many pixels worked
 * @param probeAt when a little more may be tried again, in case memory has been freed
 * @param pause after a probe that was in vain the next one waits twice as long
 */
public record MemoryLimit(
        long lightFrom, Execution execution, long smallerFrom, long fits, Instant probeAt, Duration pause) {

    /** Plans that need the same memory for a pixel. */
    public record Key(Workload workload, boolean guided) {

        static Key of(Plan plan) {
            return new Key(plan.workload(), plan.work().cost().branches() > 1);
        }
    }

    private static final long NEVER = Long.MAX_VALUE;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    static MemoryLimit none(Instant now, Duration pause) {
        return new MemoryLimit(NEVER, Execution.FASTEST, NEVER, 0, now.plus(pause), pause);
    }

    /** One plan ran out of memory and became another that worked. */
    MemoryLimit learned(Plan failed, Plan worked, Instant now) {
        var asked = failed.work().cost().size();
        var got = worked.work().cost().size();
        var lighter = !worked.execution().equals(failed.execution());
        return new MemoryLimit(
                lighter ? Math.min(lightFrom, asked) : lightFrom,
                lighter ? execution.lighter(worked.execution()) : execution,
                got < asked ? Math.min(smallerFrom, asked) : smallerFrom,
                got < asked ? Math.max(fits < asked ? fits : 0, got) : fits,
                now.plus(pause),
                pause);
    }

    /**
     * A plan worked at once: if it is larger than all before, the probe succeeded; if that contradicts the limit, the
     * limit is dropped.
     */
    MemoryLimit worked(Plan plan) {
        var pixels = plan.work().cost().size();
        return new MemoryLimit(
                plan.execution().equals(Execution.FASTEST) && pixels >= lightFrom ? NEVER : lightFrom,
                execution,
                pixels >= smallerFrom ? NEVER : smallerFrom,
                Math.max(fits, pixels),
                pixels > fits ? probeAt.minus(pause.dividedBy(2)) : probeAt,
                pixels > fits ? pause.dividedBy(2) : pause);
    }

    /** Whether a plan of so many pixels may not be tried as it is. */
    boolean concerns(Plan plan) {
        return plan.work().cost().size() >= Math.min(lightFrom, smallerFrom);
    }

    boolean requiresSmaller(Plan plan) {
        return plan.work().cost().size() >= smallerFrom;
    }

    boolean isProbe(Instant now) {
        return !now.isBefore(probeAt);
    }

    /** The next probe is later, twice as late as this one was; if it works, {@link #worked} takes that back. */
    MemoryLimit probed(Instant now) {
        var longer = pause.multipliedBy(2);
        var next = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
        return new MemoryLimit(lightFrom, execution, smallerFrom, fits, now.plus(next), next);
    }

    /** How many pixels a picture may have; a probe is larger by a quarter of what failed, and in the end just that. */
    long most(boolean probe) {
        return probe ? Math.min(smallerFrom, fits + Math.max(1, smallerFrom / 4)) : fits;
    }

    boolean isNone() {
        return lightFrom == NEVER && smallerFrom == NEVER;
    }
}
