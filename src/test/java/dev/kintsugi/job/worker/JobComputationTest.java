package dev.kintsugi.job.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.QuickGenerations;
import dev.kintsugi.generation.preflight.KilledGenerations;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.generation.preflight.PoisonRequestsTest;
import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.job.ownership.LostJobs;
import dev.kintsugi.job.ownership.RunningJob;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.ownership.StopRequestsOf;
import dev.kintsugi.job.queue.JobQueue;
import dev.kintsugi.job.queue.JobQueues;
import dev.kintsugi.job.queue.RunnableJob;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Jobs that were running when their process was killed, with the default settings. */
class JobComputationTest {

    private final SettableClock clock = new SettableClock();
    private final QuickGenerations generations = new QuickGenerations(clock);
    private final PoisonRequests poison = PoisonRequestsTest.of("1", clock);
    private final JobQueue queue = JobQueues.twoWorkers();
    private final StopRequests stops = StopRequestsOf.queue(queue);
    private final JobComputation computation = computation(Map.of());

    @Test
    void oneThatWasRunningAtFewKillsIsComputed() {
        assertThat(outcome(computation, begun(3))).isInstanceOf(Outcome.Completed.class);
        assertThat(poison.entries()).singleElement().satisfies(known -> {
            assertThat(known.ends()).isEqualTo(2);
            assertThat(known.lighterToo()).isFalse();
        });
    }

    @Test
    void oneThatUsedUpItsAttemptsIsRefusedForGood() {
        var failed = failed(computation, begun(4));
        assertThat(failed.reason()).isEqualTo(Reason.ATTEMPTS);
        assertThat(failed.failure().type()).isEqualTo(FailureType.GENERATION_PIPELINE_ERROR);
        assertThat(failed.failure().message()).contains("3 times");
        assertThat(failed.failure().context().phase()).isEqualTo("accept");
        assertThat(failed.failure().context().model()).isEqualTo("toy");
        assertThat(KilledGenerations.isEndOfProcess(failed.failure())).isTrue();
        assertThat(poison.entries())
                .singleElement()
                .satisfies(known -> assertThat(known.lighterToo()).isTrue());
    }

    @Test
    void oneThatMayBeBegunTwiceOnlyWasNeverMadeLighter() {
        var failed = failed(computation(Map.of("kintsugi.jobs.attempts", "2")), begun(3));
        assertThat(KilledGenerations.isEndOfProcess(failed.failure())).isTrue();
        assertThat(poison.entries())
                .singleElement()
                .satisfies(known -> assertThat(known.lighterToo()).isFalse());
    }

    @Test
    void oneWhoseEndWasLostTooOftenIsNotComputedAgain() {
        assertThat(outcome(computation, lost(4))).isInstanceOf(Outcome.Completed.class);
        var failed = failed(computation, lost(5));
        assertThat(failed.reason()).isEqualTo(Reason.ATTEMPTS);
        assertThat(failed.failure().type()).isEqualTo(FailureType.STATE_SAVE_FAILED);
        assertThat(failed.failure().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(failed.failure().message()).contains("begun 5 times").contains("did not take its result");
        assertThat(poison.entries()).as("it harms no process").isEmpty();
    }

    /** Another instance cancels it between the moment when this one has it in the store and the moment when a worker has it. */
    @Test
    void oneThatWasToBeStoppedBeforeAWorkerHadItIsStopped() {
        var running = begun(1);
        stops.stopWhenBegun(running.id());
        queue.restore(running.runnable());
        assertThat(queue.claim()).contains(running.runnable());
        assertThat(computation.of(running).await().indefinitely()).isEqualTo(new JobComputation.Stopped(false));
    }

    private RunningJob lost(int times) {
        var job = Jobs.queued(new Random(1));
        for (int i = 0; i < times; i++) {
            job = job.begun(clock.instant()).lost();
        }
        return running(job.begun(clock.instant()));
    }

    @SuppressWarnings("NullAway") // nothing waits
    private JobComputation computation(Map<String, String> settings) {
        var jobs = new SmallRyeConfigBuilder()
                .withMapping(JobSettings.class)
                .withConverter(Duration.class, 100, new DurationConverter())
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(JobSettings.class);
        return new JobComputation(
                generations,
                new Classification(List.of(), clock),
                stops,
                new KilledJobs(PoisonRequestsTest.killed(poison, clock), jobs, null),
                new LostJobs(jobs, clock),
                clock);
    }

    private RunningJob begun(int attempts) {
        var job = Jobs.queued(new Random(1));
        for (int i = 0; i < attempts; i++) {
            job = job.begun(clock.instant());
        }
        return running(job);
    }

    private RunningJob running(Job job) {
        var generation = generations.prepare(
                job.id().value(), job.plan(), job.order().request(), "", Checkpoint.NONE, _ -> {}, _ -> {});
        return RunningJob.of(new RunnableJob(job, generation), job);
    }

    private static Outcome.Failed<?> failed(JobComputation computation, RunningJob running) {
        return (Outcome.Failed<?>) outcome(computation, running);
    }

    private static Outcome<?> outcome(JobComputation computation, RunningJob running) {
        var ended = computation.of(running).await().indefinitely();
        return ((JobComputation.With) ended).outcome();
    }
}
