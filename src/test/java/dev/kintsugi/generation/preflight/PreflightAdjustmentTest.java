package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.attempt.GenerationSettings;
import dev.kintsugi.generation.attempt.Result;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.trail.Outcome;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreflightAdjustmentTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final SmallDevice device = new SmallDevice("");

    @TempDir
    Path home;

    private Workbench bench;
    private TimeForecast times;
    private PreflightAdjustment preflight;
    private final PoisonRequests poison = new PoisonRequests("1", clock);
    private OutcomeLearning learning;

    @BeforeEach
    void install() {
        bench = new Workbench(home);
        times = new TimeForecast(bench.repository);
        var knownGood = new KnownGood(bench.repository, Duration.ofMinutes(1));
        var memory = new MemoryForecast(bench.repository, device.memory());
        preflight = new PreflightAdjustment(knownGood, memory, times, new Limits(), clock);
        learning = new OutcomeLearning(knownGood, memory, new Experience(Duration.ofDays(1)), poison, clock);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void whatWorksAtOnceAfterItWasResumedIsNoFailure() {
        var generation = generation(bench.plan("shapes-diffusion", "a red star"));
        var incident = generation.incident();
        incident.failed(outOfMemory());
        incident.retrying(Duration.ZERO);
        incident.failed(outOfMemory());
        generation.reopen();
        var outcome = incident.succeeded(new Result(List.of(), incident.plan()));
        assertThat(outcome).isInstanceOf(Outcome.Recovered.class);
        assertThatCode(() -> learning.learn(generation, outcome)).doesNotThrowAnyException();
    }

    @Test
    void whatCompletesAsItWasAskedForDidNotEndTheProcess() {
        var plan = bench.plan("shapes-diffusion", "a red star");
        poison.remember(plan, 2, false);
        var lighter = generation(plan);
        learnFewerSteps(lighter);
        assertThat(poison.of(plan)).isPresent();
        var whole = generation(plan);
        learning.learn(whole, whole.incident().succeeded(new Result(List.of(), plan)));
        assertThat(poison.of(plan)).isEmpty();
    }

    @Test
    void whatTheCallerDoesNotWaitForIsDrawnInFewerStepsAlthoughATryMayTakeLonger() {
        var plan = bench.plan("shapes-diffusion", "a red star");
        for (int i = 0; i < 8; i++) {
            times.worked(plan, Duration.ofSeconds(20));
        }
        var patient = generation(plan);
        preflight.adjust(patient);
        assertThat(patient.incident().plan()).isEqualTo(plan);
        var hurried = generation(plan);
        hurried.until(NOW.plusSeconds(12));
        preflight.adjust(hurried);
        assertThat(hurried.incident().plan().work(ImageWork.class).steps()).isBetween(10, 15);
    }

    @Test
    void aCallersOwnDeadlineSaysNothingOfTheTimeThatOthersHave() {
        var plan = bench.plan("shapes-diffusion", "a red star");
        var hurried = generation(plan);
        hurried.untilItsCallers(NOW.plusSeconds(1));
        learnFewerSteps(hurried);
        assertThat(adjusted(plan)).isEqualTo(plan);
        learnFewerSteps(generation(plan));
        assertThat(adjusted(plan).work(ImageWork.class).steps()).isEqualTo(10);
    }

    /** It took too long, and worked in ten steps. */
    private void learnFewerSteps(Generation generation) {
        var incident = generation.incident();
        var plan = incident.plan();
        var late = new Failure(
                FailureType.INFERENCE_TIMEOUT, Severity.LOW, "no", "no", FailureContext.NONE, List.of(), NOW);
        incident.failed(late);
        incident.foresee(
                late,
                Remedy.Replan.anew(
                        RecoveryStrategy.PARAMETER_ADJUSTMENT,
                        plan.withWork(plan.work(ImageWork.class).withSteps(10)),
                        List.of(new Change("steps", "20", "10", 0.02))));
        learning.learn(generation, incident.succeeded(new Result(List.of(), incident.plan())));
    }

    private Plan adjusted(Plan plan) {
        var generation = generation(plan);
        preflight.adjust(generation);
        return generation.incident().plan();
    }

    private Generation generation(Plan plan) {
        var incident = new Incident<>(plan, RecoveryPolicy.ANY, new Budget(5, 3, Instant.MAX), _ -> {}, clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }

    private static Failure outOfMemory() {
        return new Failure(FailureType.VRAM_EXHAUSTION, Severity.HIGH, "no", "no", FailureContext.NONE, List.of(), NOW);
    }

    /** A minute for a try. */
    private record Limits() implements GenerationSettings {

        @Override
        public int attempts() {
            return 5;
        }

        @Override
        public int failedStrategies() {
            return 3;
        }

        @Override
        public Duration deadline() {
            return Duration.ofMinutes(5);
        }

        @Override
        public Duration attemptTimeout() {
            return Duration.ofMinutes(1);
        }
    }
}
