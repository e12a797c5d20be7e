package dev.kintsugi.job.worker;

import dev.kintsugi.job.ownership.Ownership;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.RunnableJob;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Begins with waiting jobs whenever workers are free. */
@ApplicationScoped
public class JobWorker {

    private final JobSource source;
    private final JobExecution execution;
    private final Ownership ownership;
    private final JobQueue queue;

    JobWorker(JobSource source, JobExecution execution, Ownership ownership, JobQueue queue) {
        this.source = source;
        this.execution = execution;
        this.ownership = ownership;
        this.queue = queue;
        queue.onWaiting(this::wake);
    }

    /** Begins with waiting jobs while workers are free. Blocks. */
    public void wake() {
        for (var next = source.next(); next.isPresent(); next = source.next()) {
            execution.run(source.withCompanions(next.get()));
        }
    }

    /** Other instances may begin with what no worker is free for here. Blocks. */
    public void offerRest() {
        if (queue.waiting() > 0) {
            ownership.offer();
        }
    }

    /** Begins with a job that a worker has. Blocks. */
    void work(RunnableJob runnable) {
        source.begin(runnable).ifPresentOrElse(running -> execution.run(List.of(running)), execution::wakeSoon);
    }
}
