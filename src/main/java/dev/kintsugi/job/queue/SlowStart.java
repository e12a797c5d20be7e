package dev.kintsugi.job.queue;

import dev.kintsugi.job.JobId;
import dev.kintsugi.pipeline.work.WorkKind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many jobs may run at the same time after a process was killed: one, until every job that was running then has ended or is
 * in other hands, since one of them may be what ended the process; then one more for each that ends, like the slow start of TCP
 * (RFC 5681, section 3.1). It holds for the kinds of those jobs; jobs of other kinds are above suspicion. Immutable.
 *
 * @param suspects jobs that were running when a process was killed, wait or run here and have not ended, with their kinds
 * @param kinds of which jobs are held back
 * @param most how many jobs of all these kinds together may run
 */
record SlowStart(Map<JobId, WorkKind> suspects, Set<WorkKind> kinds, int most) {

    /** No process was killed. */
    static final SlowStart NONE = new SlowStart(Map.of(), Set.of(), Integer.MAX_VALUE);

    SlowStart {
        suspects = Map.copyOf(suspects);
        kinds = Set.copyOf(kinds);
    }

    /** A job was running when its process was killed. */
    SlowStart after(JobId killed, WorkKind kind) {
        var all = new HashMap<>(suspects);
        all.put(killed, kind);
        var held = new HashSet<>(kinds);
        held.add(kind);
        return new SlowStart(all, held, 1);
    }

    /**
     * A job has ended.
     *
     * @param workers from which number on nothing is held back
     */
    SlowStart ended(JobId job, WorkKind kind, int workers) {
        if (!kinds.contains(kind)) {
            return this;
        }
        if (most >= workers && suspects.isEmpty()) {
            return NONE;
        }
        return suspects.isEmpty() ? new SlowStart(suspects, kinds, most + 1) : left(job);
    }

    /** A job is in other hands. */
    SlowStart left(JobId job) {
        var rest = new HashMap<>(suspects);
        return rest.remove(job) == null ? this : new SlowStart(rest, kinds, most);
    }

    /** Whether jobs of a kind are held back. */
    boolean holds(WorkKind kind) {
        return kinds.contains(kind);
    }

    /** How many jobs of a kind may run if nothing else is in the way. */
    int most(WorkKind kind) {
        return holds(kind) ? most : Integer.MAX_VALUE;
    }
}
