package dev.kintsugi.generation.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.runtime.device.Device;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long all of the work takes is measured by the steps and not by what came before them once. */
class WorkProgressTest {

    private static final int ITEMS = 10;
    private static final int STEPS = 100;
    private static final Duration ALLOWED = Duration.ofSeconds(1);

    private Instant now = Instant.EPOCH;
    private WorkProgress progress;

    @BeforeEach
    void begin() {
        var plan = new Plan(
                new Variant(new ModelId("own"), "1", "standard", Device.CPU),
                new ImageWork("a star", "", new Size(256, 256), STEPS, 5, 42, ITEMS, SchedulerKind.MODEL),
                Execution.FASTEST);
        var incident =
                new Incident<>(plan, RecoveryPolicy.ANY, new Budget(4, 3, Instant.MAX), _ -> {}, Clock.systemUTC());
        var audience = new Generation.Audience(_ -> {}, 0);
        progress = new WorkProgress(
                new Generation("job", plan, incident, FailureContext.NONE, Checkpoint.NONE, audience), () -> now);
    }

    private void step(int item, int step, long millis) {
        now = now.plusMillis(millis);
        progress.on(new Progress.Step("denoise", item, ITEMS, step, STEPS));
    }

    private Duration needed(boolean loaded) {
        return progress.report(loaded, ALLOWED).needed().orElseThrow();
    }

    @Test
    void aModelThatIsLoadedOnTheWayIsNotMultipliedByTheSteps() {
        step(0, 1, 700);
        step(0, 2, 100);
        step(0, 3, 100);
        assertThat(needed(false)).isBetween(Duration.ofSeconds(99), Duration.ofSeconds(101));
    }

    @Test
    void whatComesBeforeTheStepsEveryTimeCountsOnce() {
        step(0, 1, 700);
        step(0, 2, 100);
        assertThat(needed(true)).isBetween(Duration.ofMillis(100_500), Duration.ofMillis(100_700));
    }

    @Test
    void aStepThatDoesNotEndCountsForItsTime() {
        step(0, 1, 10);
        step(0, 2, 10);
        now = now.plusMillis(980);
        assertThat(needed(true)).isGreaterThan(Duration.ofSeconds(400));
    }

    @Test
    void nothingIsSaidOfTheTimeAfterOneStep() {
        step(0, 1, 900);
        var report = progress.report(false, ALLOWED);
        assertThat(report.needed()).isEmpty();
        assertThat(report.done()).isEqualTo(0.001);
    }
}
