package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import io.quarkus.logging.Log;
import java.util.List;

/** All that hear of the events of own jobs; one that fails keeps no other from hearing of them. */
record JobListeners(List<JobListener> all) {

    void on(Job job, JobEvent event) {
        for (var listener : all) {
            try {
                listener.on(job, event);
            } catch (RuntimeException e) {
                Log.errorf(e, "a listener failed on event %d of %s", event.seq(), job.id());
            }
        }
    }

    void left(JobId job) {
        all.forEach(listener -> listener.left(job));
    }
}
