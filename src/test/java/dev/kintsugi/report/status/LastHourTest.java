package dev.kintsugi.report.status;

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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LastHourTest {

    private final LastHour hour = new LastHour(Clock.fixed(Jobs.NOW, ZoneOffset.UTC));
    private final Job job = Jobs.queued(new Random(1));

    @Test
    void countsEachFailureOnceHoweverManyStepsItTook() {
        var first = failure(FailureType.VRAM_EXHAUSTION, 1);
        tell(new JobEvent.Recovering(step(first, TrailStep.Result.TRYING, false)));
        tell(new JobEvent.Recovering(step(first, TrailStep.Result.FAILED, false)));
        tell(new JobEvent.Recovering(step(first, TrailStep.Result.WITHHELD, false)));
        tell(new JobEvent.Recovering(step(failure(FailureType.VRAM_EXHAUSTION, 2), TrailStep.Result.TRYING, false)));
        assertThat(hour.view().failures()).isEqualTo(Map.of("vram_exhaustion", 2L));
    }

    @Test
    void countsNoFailureThatWasForeseen() {
        tell(new JobEvent.Recovering(step(failure(FailureType.VRAM_EXHAUSTION, 1), TrailStep.Result.TRYING, true)));
        assertThat(hour.view().failures()).isEmpty();
    }

    @Test
    void countsWhatEndedAJobAndNotAgainWhereItIsResumed() {
        var first = failure(FailureType.MODEL_LOADING_FAILED, 1);
        var last = failure(FailureType.MODEL_NOT_FOUND, 2);
        var trail = List.of(step(first, TrailStep.Result.FAILED, false));
        tell(new JobEvent.Recovering(trail.getFirst()));
        tell(new JobEvent.Failed(new Outcome.Failed<JobResult>(last, Decision.Reason.NOTHING_LEFT, trail)));
        tell(new JobEvent.Recovering(trail.getFirst()));
        tell(new JobEvent.Failed(new Outcome.Failed<JobResult>(last, Decision.Reason.NOTHING_LEFT, trail)));
        assertThat(hour.view().failures()).isEqualTo(Map.of("model_loading_failed", 1L, "model_not_found", 1L));
        assertThat(hour.view().failed()).isEqualTo(2);
    }

    private void tell(JobEvent.What what) {
        hour.on(job, new JobEvent(job.id(), 1, Jobs.NOW, what));
    }

    private static Failure failure(FailureType type, int second) {
        var context = new FailureContext("correlation", "image_generation", "toy", "cpu", "decode", Map.of());
        return new Failure(type, Severity.HIGH, "failed", "", context, List.of(), at(second));
    }

    private static TrailStep step(Failure failure, TrailStep.Result result, boolean foreseen) {
        return new TrailStep(
                1, failure, RecoveryStrategy.CUSTOM, "did", null, at(3), Duration.ofSeconds(1), result, foreseen);
    }

    private static Instant at(int second) {
        return Jobs.NOW.plusSeconds(second);
    }
}
