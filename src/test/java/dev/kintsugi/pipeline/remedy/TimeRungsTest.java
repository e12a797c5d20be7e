package dev.kintsugi.pipeline.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.runtime.device.Device;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is told of work that took too long is true of all of its pictures. */
class TimeRungsTest {

    private static final Duration ALLOWED = Duration.ofSeconds(1);

    @Test
    void oneStepOfEachOfManyPicturesIsNotSaidToBeInTimeIfItIsNot() {
        var fits = TimeRungs.fitting(failure(0.003, Duration.ofSeconds(100)), plan(10))
                .orElseThrow();
        assertThat(fits).isEqualTo(new TimeRungs.Fitting("100.0", "1.0", "6 steps of a single one"));
    }

    @Test
    void theStepsOfOnePictureAreThoseThatAreInTime() {
        var fits = TimeRungs.fitting(failure(0.03, Duration.ofSeconds(10)), plan(1))
                .orElseThrow();
        assertThat(fits).isEqualTo(new TimeRungs.Fitting("10.0", "1.0", "6 steps of that size"));
    }

    @Test
    void nothingIsToldIfLoadingTookTheTimeOrTooLittleWasDone() {
        assertThat(TimeRungs.fitting(failure(0.3, Duration.ofMillis(600)), plan(1)))
                .isEmpty();
        var failure = failure(new TimeReport(0.01, false, ALLOWED, Optional.empty()));
        assertThat(TimeRungs.fitting(failure, plan(1))).isEmpty();
    }

    @Test
    void saysHowManyPictures() {
        assertThat(plan(1).work().description()).isEqualTo("A picture of 256x256 in 100 steps");
        assertThat(plan(10).work().description()).isEqualTo("A request for 10 pictures of 256x256 in 100 steps");
    }

    private static Failure failure(double done, Duration needed) {
        return failure(new TimeReport(done, false, ALLOWED, Optional.of(needed)));
    }

    private static Failure failure(TimeReport report) {
        return new Failure(
                FailureType.INFERENCE_TIMEOUT,
                Severity.LOW,
                "stopped",
                "",
                report.in(FailureContext.NONE),
                List.of(),
                Instant.EPOCH);
    }

    private static Plan plan(int count) {
        return new Plan(
                new Variant(new ModelId("own"), "1", "standard", Device.CPU),
                new ImageWork("a star", "", new Size(256, 256), 100, 5, 42, count, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
