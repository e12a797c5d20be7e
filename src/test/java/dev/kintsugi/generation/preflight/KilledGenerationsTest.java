package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.SafePlans;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledGenerationsTest {

    @TempDir
    static Path home;

    private static InstalledModels installed;

    private final SettableClock clock = new SettableClock();
    private final KilledGenerations killed = new KilledGenerations(new SafePlans(installed.repository), clock);

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
    }

    @Test
    void drawsAQuarterInTheLightestWayAndSaysSo() {
        var generation = generation(1024, RecoveryPolicy.ANY);
        killed.lighten(generation, 2);
        var incident = generation.incident();
        assertThat(generation.refusal()).isEmpty();
        assertThat(incident.plan().work(ImageWork.class).size()).isEqualTo(new Size(512, 512));
        assertThat(incident.plan().execution()).isEqualTo(new Execution(Guidance.SEQUENTIAL, Decode.TILED));
        assertThat(incident.succeeded("picture"))
                .isInstanceOfSatisfying(
                        Outcome.Degraded.class,
                        outcome -> assertThat(outcome.changes().toString()).contains("1024x1024", "512x512"));
    }

    @Test
    void isRefusedWhereTheCallerAllowsNothingLighter() {
        for (var policy : List.of(
                new RecoveryPolicy(RecoveryScope.NONE, 1),
                new RecoveryPolicy(RecoveryScope.RETRY, 1),
                new RecoveryPolicy(RecoveryScope.ANY, 0))) {
            var generation = generation(1024, policy);
            killed.lighten(generation, 2);
            assertThat(generation.refusal()).as("%s", policy).isPresent();
            var failure = generation.refusal().orElseThrow();
            assertThat(failure.type()).isEqualTo(FailureType.VRAM_EXHAUSTION);
            assertThat(failure.message()).contains("2 times", "1024x1024");
            generation.reopen();
            assertThat(generation.refusal()).as("resumed by a person").isEmpty();
        }
    }

    @Test
    void whatIsAsLightAsCanBeIsComputedAsItIs() {
        var generation = generation(64, new RecoveryPolicy(RecoveryScope.ANY, 1));
        killed.lighten(generation, 2);
        assertThat(generation.refusal()).isEmpty();
        assertThat(generation.incident().plan().work(ImageWork.class).size()).isEqualTo(new Size(64, 64));
    }

    private Generation generation(int side, RecoveryPolicy policy) {
        var manifest = installed.repository.require("shapes-diffusion").manifest();
        var plan = new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork("a star", "", new Size(side, side), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
        var incident = new Incident<>(plan, policy, new Budget(5, 3, Instant.MAX), _ -> {}, clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }
}
