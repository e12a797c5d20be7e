package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * What is to be done before a job is begun.
 *
 * @param waiting how many jobs wait before it
 * @param jobs those of each kind that wait or run before it
 * @param kind its own
 * @param workers how many jobs may run at the same time
 * @param ofKind how many of its kind
 */
public record Backlog(int waiting, Map<WorkKind, Load> jobs, WorkKind kind, int workers, int ofKind) {

    public Backlog {
        jobs = Map.copyOf(jobs);
    }

    /**
     * Jobs of one kind.
     *
     * @param jobs how many
     * @param amount how much there is to compute in them, as {@link dev.kintsugi.pipeline.work.Cost#amount} has it
     */
    record Load(int jobs, long amount) {

        static final Load NONE = new Load(0, 0);
    }

    /** How long that takes, in the unit in which the jobs of each kind take so long. */
    double time(ToDoubleBiFunction<WorkKind, Load> each) {
        var all = jobs.entrySet().stream()
                .mapToDouble(entry -> each.applyAsDouble(entry.getKey(), entry.getValue()))
                .sum();
        return Math.max(all / workers, each.applyAsDouble(kind, jobs.getOrDefault(kind, Load.NONE)) / ofKind);
    }
}
