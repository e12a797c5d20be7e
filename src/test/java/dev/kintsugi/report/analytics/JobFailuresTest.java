package dev.kintsugi.report.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.job.Jobs;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.recovery.trail.TrailStep;
import dev.kintsugi.recovery.trail.TrailStep.Result;
import dev.kintsugi.report.analytics.Summary.Ending;
import dev.kintsugi.report.analytics.Summary.Tried;
import dev.kintsugi.report.analytics.window.Window;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JobFailuresTest {

    private final List<FailureRecord> told = new ArrayList<>();
    private final FailureLog log =
            FailureLogs.of((failure, _) -> told.add(failure), Clock.fixed(Jobs.NOW, ZoneOffset.UTC));
    private final JobFailures failures = new JobFailures(log);
    private final Job job = Jobs.queued(new Random(1));

    @Test
    void countsEachFailureOnceHoweverManyStepsItTook() {
        var first = failure(FailureType.VRAM_EXHAUSTION, 1);
        tell(new JobEvent.Recovering(step(1, first, Result.TRYING, false)));
        tell(new JobEvent.Recovering(step(1, first, Result.FAILED, false)));
        tell(new JobEvent.Recovering(step(2, first, Result.WITHHELD, false)));
        tell(new JobEvent.Recovering(step(3, failure(FailureType.VRAM_EXHAUSTION, 2), Result.TRYING, false)));
        assertThat(counted()).isEqualTo(Map.of(key(FailureType.VRAM_EXHAUSTION), 2L));
    }

    @Test
    void howJobsEndedAndWhatTheyMetIsKeptOverARestartTogether() {
        tell(new JobEvent.Recovering(step(1, failure(FailureType.VRAM_EXHAUSTION, 1), Result.WORKED, false)));
        var result = new JobResult(List.of(), Jobs.plan());
        tell(new JobEvent.Completed(new Outcome.Completed<>(result), result, Duration.ofSeconds(1)));
        var after = FailureLogs.of((_, _) -> {}, Clock.fixed(Jobs.NOW, ZoneOffset.UTC));
        after.restore(log.keep());
        assertThat(after.counts(Window.HOUR)).isEqualTo(log.counts(Window.HOUR)).isNotEmpty();
        assertThat(after.jobs(Window.HOUR)).isEqualTo(Map.of(Summary.JobEnding.COMPLETED, 1L));
    }

    @Test
    void countsNoFailureThatWasForeseen() {
        tell(new JobEvent.Recovering(step(1, failure(FailureType.VRAM_EXHAUSTION, 1), Result.TRYING, true)));
        assertThat(counted()).isEmpty();
    }

    @Test
    void countsWhatEndedAJobAndNotAgainWhereItIsResumed() {
        var first = failure(FailureType.MODEL_LOADING_FAILED, 1);
        var last = failure(FailureType.MODEL_NOT_FOUND, 2);
        var trail = List.of(step(1, first, Result.FAILED, false));
        for (int i = 0; i < 2; i++) {
            tell(new JobEvent.Recovering(trail.getFirst()));
            tell(new JobEvent.Failed(new Outcome.Failed<JobResult>(last, Decision.Reason.NOTHING_LEFT, trail)));
        }
        assertThat(counted())
                .isEqualTo(Map.of(key(FailureType.MODEL_LOADING_FAILED), 1L, key(FailureType.MODEL_NOT_FOUND), 1L));
        assertThat(log.summary(Window.HOUR).tried())
                .isEqualTo(Map.of(
                        new Tried(FailureType.MODEL_LOADING_FAILED, RecoveryStrategy.CUSTOM, Result.FAILED), 1L));
        assertThat(told).extracting(FailureRecord::outcome).containsOnly(FailureOutcome.FAILED);
        assertThat(told)
                .extracting(FailureRecord::type)
                .containsExactly(FailureType.MODEL_LOADING_FAILED, FailureType.MODEL_NOT_FOUND);
    }

    @Test
    void isOpenUntilItsJobEnds() {
        var step = step(1, failure(FailureType.VRAM_EXHAUSTION, 1), Result.WORKED, false);
        tell(new JobEvent.Recovering(step));
        assertThat(told).isEmpty();
        assertThat(recent()).extracting(FailureRecord::outcome).containsExactly(FailureOutcome.OPEN);
        var result = new JobResult(List.of(), Jobs.plan());
        tell(new JobEvent.Completed(
                new Outcome.Degraded<>(result, List.of(step), List.of()), result, Duration.ofSeconds(1)));
        assertThat(recent()).extracting(FailureRecord::outcome).containsExactly(FailureOutcome.DEGRADED);
        assertThat(told).isEqualTo(recent());
        assertThat(log.summary(Window.HOUR).endings())
                .isEqualTo(Map.of(new Ending(FailureType.VRAM_EXHAUSTION, FailureOutcome.DEGRADED), 1L));
    }

    @Test
    void isKeptOverARestart() {
        tell(new JobEvent.Recovering(step(1, failure(FailureType.VRAM_EXHAUSTION, 1), Result.WORKED, false)));
        tell(new JobEvent.Cancelled());
        var kept = log.keep();
        var before = log.summary(Window.DAY);
        log.refused(failure(FailureType.MODEL_NOT_FOUND, 2), "image_generation", "");
        log.restore(kept);
        assertThat(log.summary(Window.DAY).failures())
                .isEqualTo(Map.of(
                        key(FailureType.VRAM_EXHAUSTION),
                        2L,
                        new FailureKey(FailureType.MODEL_NOT_FOUND, Severity.HIGH, "other", "image_generation"),
                        1L));
        assertThat(before.patterns()).extracting(top -> top.key().text()).containsExactly("failed after <n> s");
        assertThat(recent())
                .extracting(FailureRecord::outcome)
                .containsExactly(FailureOutcome.REFUSED, FailureOutcome.CANCELLED, FailureOutcome.CANCELLED);
    }

    @Test
    void whatWasOpenWhenTheServiceWasStartedAgainEndsWithItsJob() {
        tell(new JobEvent.Recovering(step(1, failure(FailureType.VRAM_EXHAUSTION, 1), Result.WORKED, false)));
        var started = FailureLogs.of((failure, _) -> told.add(failure), Clock.fixed(Jobs.NOW, ZoneOffset.UTC));
        started.restore(log.keep());
        var result = new JobResult(List.of(), Jobs.plan());
        var completed = new JobEvent.Completed(new Outcome.Completed<>(result), result, Duration.ofSeconds(1));
        for (int i = 0; i < 2; i++) {
            new JobFailures(started).on(job, new JobEvent(job.id(), 1, Jobs.NOW, completed));
        }
        assertThat(told).extracting(FailureRecord::outcome).containsExactly(FailureOutcome.REPAIRED);
        assertThat(started.summary(Window.HOUR).endings())
                .isEqualTo(Map.of(new Ending(FailureType.VRAM_EXHAUSTION, FailureOutcome.REPAIRED), 1L));
        assertThat(started.counts(Window.HOUR)).isEqualTo(Map.of(key(FailureType.VRAM_EXHAUSTION), 1L));
    }

    /** Only calls without a key are not. */
    @Test
    void aJobThatMeetsAWrongPasswordIsListed() {
        var met = failure(FailureType.AUTHENTICATION_FAILED, 1);
        log.refused(failure(FailureType.AUTHENTICATION_FAILED, 2), "jobs", "");
        tell(new JobEvent.Recovering(step(1, met, Result.TRYING, false)));
        tell(new JobEvent.Cancelled());
        assertThat(recent()).extracting(FailureRecord::outcome).containsExactly(FailureOutcome.CANCELLED);
        assertThat(counted().values().stream().mapToLong(times -> times)).hasSize(2);
    }

    private Map<FailureKey, Long> counted() {
        return log.counts(Window.HOUR);
    }

    private List<FailureRecord> recent() {
        return log.recent(new FailureFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 10));
    }

    private static FailureKey key(FailureType type) {
        return new FailureKey(type, Severity.HIGH, "toy", "image_generation");
    }

    private void tell(JobEvent.What what) {
        failures.on(job, new JobEvent(job.id(), 1, Jobs.NOW, what));
    }

    private static Failure failure(FailureType type, int second) {
        var context = new FailureContext("correlation", "image_generation", "toy", "cpu", "decode", Map.of());
        return new Failure(type, Severity.HIGH, "failed after 4 s", "internal", context, List.of(), at(second));
    }

    private static TrailStep step(int number, Failure failure, Result result, boolean foreseen) {
        return new TrailStep(
                number, failure, RecoveryStrategy.CUSTOM, "did", null, at(3), Duration.ofSeconds(1), result, foreseen);
    }

    private static Instant at(int second) {
        return Jobs.NOW.plusSeconds(second);
    }
}
