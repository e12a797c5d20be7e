package dev.kintsugi.job.queue;

import dev.kintsugi.job.JobId;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How many jobs may run at the same time after a process was killed: one, until every job that was running then has ended,
 * since one of them may be what ended the process; then one more for each that ends, like the slow start of TCP
 * (RFC 5681, section 3.1). Immutable.
 *
 * @param suspects jobs that were running when a process was killed and have not ended
 * @param most how many jobs may run
 */
record SlowStart(Set<JobId> suspects, int most) {

    /** No process was killed. */
    static final SlowStart NONE = new SlowStart(Set.of(), Integer.MAX_VALUE);

    SlowStart {
        suspects = Set.copyOf(suspects);
    }

    /** Jobs were running when their process was killed; nothing changes if there are none. */
    SlowStart after(Collection<JobId> killed) {
        if (killed.isEmpty()) {
            return this;
        }
        var all = new HashSet<>(suspects);
        all.addAll(killed);
        return new SlowStart(all, 1);
    }

    /**
     * A job has ended, or is in other hands.
     *
     * @param workers from which number on nothing is held back
     */
    SlowStart ended(JobId job, int workers) {
        if (most >= workers && suspects.isEmpty()) {
            return NONE;
        }
        var left = new HashSet<>(suspects);
        var suspect = left.remove(job);
        return new SlowStart(left, left.isEmpty() && !suspect ? most + 1 : most);
    }

    /** Whether jobs are held back for the sake of those that were running. */
    boolean isCareful() {
        return !suspects.isEmpty();
    }
}
