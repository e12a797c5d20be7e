package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What is to be done before a job is begun.
 *
 * @param waiting how many jobs wait before it
 * @param jobs how many jobs of each kind wait or run before it
 * @param kind its own
 * @param workers how many jobs may run at the same time
 * @param ofKind how many of its kind
 */
public record Backlog(int waiting, Map<WorkKind, Integer> jobs, WorkKind kind, int workers, int ofKind) {

    public Backlog {
        jobs = Map.copyOf(jobs);
    }

    /** How long that takes, in the unit in which a job of each kind takes so long. */
    double time(ToDoubleFunction<WorkKind> each) {
        var all = jobs.entrySet().stream()
                .mapToDouble(entry -> entry.getValue() * each.applyAsDouble(entry.getKey()))
                .sum();
        return Math.max(all / workers, jobs.getOrDefault(kind, 0) * each.applyAsDouble(kind) / ofKind);
    }
}
