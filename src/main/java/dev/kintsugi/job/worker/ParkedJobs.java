package dev.kintsugi.job.worker;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobSettings;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What jobs that wait for a person had finished, the newest of them: a resumed job does not begin from nothing. */
@ApplicationScoped
public class ParkedJobs {

    private final Map<JobId, Generation> parked;

    ParkedJobs(JobSettings settings) {
        var most = settings.parked();
        this.parked = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<JobId, Generation> eldest) {
                return size() > most;
            }
        };
    }

    synchronized void park(Job job, Generation generation) {
        parked.put(job.id(), generation);
    }

    public synchronized Optional<Generation> take(JobId id) {
        return Optional.ofNullable(parked.remove(id));
    }
}
