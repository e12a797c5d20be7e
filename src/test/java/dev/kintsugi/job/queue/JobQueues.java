package dev.kintsugi.job.queue;

import java.util.Map;

/** Queues of their own, for tests of what stands around one. */
public final class JobQueues {

    private JobQueues() {}

    /** Two workers, and the usual settings. */
    public static JobQueue twoWorkers() {
        return JobQueueFixture.queue(Map.of());
    }
}
