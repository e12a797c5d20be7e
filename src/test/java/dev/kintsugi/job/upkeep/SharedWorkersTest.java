package dev.kintsugi.job.upkeep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.preflight.PoisonRequestsTest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.LocalSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Lease;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.store.artifacts.MemoryArtifactStore;
import dev.kintsugi.store.jobs.MemoryJobStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs that wait at another instance, and the workers of this one, of which a kind of job may have one only. */
class SharedWorkersTest {

    private static final Duration MEANWHILE = Duration.ofMillis(300);

    private final Random random = new Random(5);
    private final SettableClock clock = new SettableClock();
    private final MemoryJobStore kept = new MemoryJobStore();
    private final List<JobProcess> processes = new ArrayList<>();

    private JobProcess process(JobStore store, int workers, Optional<Integer> images) {
        var process = new JobProcess(
                store,
                new MemoryArtifactStore(),
                LocalSignals.two().getFirst(),
                clock,
                random,
                new JobProcess.Limits(workers, images));
        process.generations.hang();
        processes.add(process);
        return process;
    }

    @AfterEach
    void close() {
        processes.forEach(JobProcess::close);
    }

    private void waitsElsewhere(Job job) {
        kept.add(job, new Lease("elsewhere", clock.instant(), clock.instant().plusSeconds(60)));
    }

    @Test
    void freeWorkersHelpOthersWhileAKindIsAtItsLimitHere() {
        var process = process(kept, 4, Optional.of(1));
        process.service.submit(Jobs.request(random));
        process.service.submit(Jobs.request(random));
        assertThat(process.queue.waiting()).as("images that wait here").isOne();
        for (int i = 0; i < 5; i++) {
            waitsElsewhere(Jobs.tensor(random));
        }
        waitsElsewhere(Jobs.queued(random));
        process.worker.wake();
        assertThat(process.queue.claimed())
                .extracting(runnable -> runnable.job().plan().work().kind())
                .containsExactlyInAnyOrder(WorkKind.IMAGE, WorkKind.TENSOR, WorkKind.TENSOR, WorkKind.TENSOR);
    }

    @Test
    void aKillNoLongerCountsForAJobFromElsewhereOnceAnEqualOneHasCompletedHere() {
        var process = process(kept, 2, Optional.empty());
        var first = suspectElsewhere();
        process.worker.wake();
        assertThat(process.runUntil(() -> found(first).state() instanceof JobState.Running))
                .isTrue();
        assertThat(found(first).attempt()).isEqualTo(2);
        PoisonRequestsTest.completed(process.poison, first.plan());
        process.generations.go();
        assertThat(process.runUntil(() -> found(first).state() instanceof JobState.Completed))
                .isTrue();
        process.generations.hang();
        var second = suspectElsewhere();
        process.worker.wake();
        assertThat(process.runUntil(() -> found(second).state() instanceof JobState.Running))
                .isTrue();
        assertThat(found(second).attempt())
                .as("if the process is killed now it is the first kill for it")
                .isEqualTo(1);
    }

    private Job suspectElsewhere() {
        var job = Jobs.queued(random).begun(clock.instant()).left();
        waitsElsewhere(job);
        return job;
    }

    private Job found(Job job) {
        return kept.find(job.id()).orElseThrow();
    }

    @Test
    void twoThatAskAtTheSameTimeDoNotPassTheLimitOfAKind() throws Exception {
        askAtTheSameTime(process(new AskedTwice(), 4, Optional.of(1)));
    }

    @Test
    void twoThatAskAtTheSameTimeDoNotPassTheLimitOfAll() throws Exception {
        askAtTheSameTime(process(new AskedTwice(), 1, Optional.empty()));
    }

    private void askAtTheSameTime(JobProcess process) throws Exception {
        waitsElsewhere(Jobs.queued(random));
        waitsElsewhere(Jobs.queued(random));
        try (var threads = Executors.newFixedThreadPool(2)) {
            threads.submit(process.worker::wake);
            threads.submit(process.worker::wake);
        }
        assertThat(process.queue.running()).isOne();
        process.generations.go();
        assertThat(process.runUntil(() ->
                        kept.list(all()).jobs().stream().allMatch(job -> job.state() instanceof JobState.Completed)))
                .as("the other one is next")
                .isTrue();
    }

    @Test
    void aJobThatComesWhileAnotherInstanceIsAskedIsBegunWhenItHasNone() throws Exception {
        var asked = new CountDownLatch(1);
        var answers = new CountDownLatch(1);
        var store = new MemoryJobStore() {
            @Override
            public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
                asked.countDown();
                await(answers, Duration.ofSeconds(30));
                return Optional.empty();
            }
        };
        var process = process(store, 1, Optional.empty());
        try (var threads = Executors.newFixedThreadPool(1)) {
            threads.submit(process.worker::wake);
            await(asked, Duration.ofSeconds(30));
            process.service.submit(Jobs.request(random));
            assertThat(process.queue.waiting()).as("the worker is kept").isOne();
            answers.countDown();
        }
        assertThat(process.queue.running()).isOne();
    }

    /** Does not answer the first who asks for an image before another one does, or does not. */
    private final class AskedTwice extends FailsAtCall {
        private final CountDownLatch asked = new CountDownLatch(2);

        AskedTwice() {
            super(kept, 0, false);
        }

        @Override
        public Optional<Job> claim(Lease lease, Set<WorkKind> kinds) {
            if (kinds.contains(WorkKind.IMAGE)) {
                asked.countDown();
                await(asked, MEANWHILE);
            }
            return super.claim(lease, kinds);
        }
    }

    private static void await(CountDownLatch latch, Duration most) {
        try {
            latch.await(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static JobQuery all() {
        return new JobQuery(Optional.empty(), Optional.empty(), OptionalLong.empty(), 9);
    }
}
