package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.preflight.PoisonRequestsTest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two equal jobs that were running when their process was killed: one at a time begins again. */
class ClearedSuspectsTest {

    private final Random random = new Random(13);
    private final SettableClock clock = new SettableClock();
    private final MemoryJobStore store = new MemoryJobStore();
    private final JobProcess process =
            new JobProcess(store, new MemoryArtifactStore(), LocalSignals.alone(), clock, 13);
    private final Job first = Jobs.queued(random);
    private final Job second = Jobs.queued(random);

    @BeforeEach
    void kill() {
        var dead = new Lease("dead", clock.instant(), clock.instant().plusSeconds(9));
        for (var job : new Job[] {first, second}) {
            store.add(job, dead);
            store.take(job.id(), dead);
        }
        clock.pass(Duration.ofSeconds(10));
        process.generations.hang();
        process.sweeper.sweep();
        assertThat(found(first).attempt()).isEqualTo(2);
        assertThat(found(second).isSuspect()).isTrue();
    }

    @AfterEach
    void close() {
        process.close();
    }

    @Test
    void aKillNoLongerCountsForAJobOnceAnEqualOneHasCompleted() {
        PoisonRequestsTest.completed(process.poison, first.plan());
        beginWithTheSecond();
        assertThat(found(second).attempt())
                .as("if the process is killed now it is the first kill for it")
                .isEqualTo(1);
    }

    @Test
    void aKillCountsOnForAJobWhileNoEqualOneHasCompleted() {
        beginWithTheSecond();
        assertThat(found(second).attempt()).isEqualTo(2);
    }

    private void beginWithTheSecond() {
        process.generations.go();
        process.generations.hang();
        assertThat(process.runUntil(() -> found(second).state() instanceof JobState.Running))
                .isTrue();
    }

    private Job found(Job job) {
        return store.find(job.id()).orElseThrow();
    }
}
