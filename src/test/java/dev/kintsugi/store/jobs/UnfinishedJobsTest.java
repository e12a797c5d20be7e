package dev.kintsugi.store.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.store.Lease;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnfinishedJobsTest {

    private static final Lease MINE = new Lease("me", Jobs.NOW, Instant.MAX);

    private final Random random = new Random(3);
    private final List<JobId> read = new ArrayList<>();
    private final MemoryJobStore store = new MemoryJobStore() {
        @Override
        public Optional<Job> find(JobId id) {
            read.add(id);
            return super.find(id);
        }
    };
    private final UnfinishedJobs unfinished = new UnfinishedJobs(true);

    private Job added() {
        var job = Jobs.queued(random);
        store.add(job, MINE);
        unfinished.put(job, MINE);
        return job;
    }

    private void restore() {
        unfinished.restoreIn(store, _ -> false, (job, thrown) -> {
            throw new AssertionError(job.id() + " cannot be kept", thrown);
        });
    }

    /** Looking for lost jobs is done every few seconds: each record that is read for it is time that other jobs wait. */
    @Test
    void readsNoJobThatIsThereAndWritesThoseAgainThatAreNot() {
        for (int i = 0; i < 500; i++) {
            added();
        }
        var lost = added();
        store.remove(lost.id());
        restore();
        assertThat(read).containsExactly(lost.id());
        assertThat(store.find(lost.id())).contains(lost);
    }
}
