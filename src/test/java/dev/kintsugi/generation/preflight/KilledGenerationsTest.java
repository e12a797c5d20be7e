package dev.kintsugi.generation.preflight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.model.ModelId;
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
import dev.kintsugi.pipeline.work.TensorWork;
import dev.kintsugi.pipeline.work.Work;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.Decision.Reason;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.decision.RecoveryPolicy.RecoveryScope;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledGenerationsTest {

    @TempDir
    static Path home;

    private static InstalledModels installed;

    private final SettableClock clock = new SettableClock();
    private final PoisonRequests poison = new PoisonRequests("1", clock);
    private final KilledGenerations killed = new KilledGenerations(new SafePlans(installed.repository), poison, clock);

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
    }

    @Test
    void drawsAQuarterInTheLightestWayAndSaysSo() {
        var generation = generation(1024, RecoveryPolicy.ANY);
        kill(generation);
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
            kill(generation);
            assertThat(generation.refusal()).as("%s", policy).isPresent();
            assertThat(generation.refusal().orElseThrow().reason()).isEqualTo(Reason.POLICY);
            var failure = generation.refusal().orElseThrow().failure();
            assertThat(failure.type()).isEqualTo(FailureType.VRAM_EXHAUSTION);
            assertThat(failure.message()).contains("2 times", "1024x1024");
            generation.reopen();
            assertThat(generation.refusal()).as("resumed by a person").isEmpty();
        }
    }

    @Test
    void whatIsAsLightAsCanBeIsComputedAsItIs() {
        var generation = generation(64, new RecoveryPolicy(RecoveryScope.ANY, 1));
        kill(generation);
        assertThat(generation.refusal()).isEmpty();
        assertThat(generation.incident().plan().work(ImageWork.class).size()).isEqualTo(new Size(64, 64));
    }

    @Test
    void anEqualRequestIsDrawnSmallerAtOnce() {
        kill(generation(1024, RecoveryPolicy.ANY));
        var equal = generation(1024, RecoveryPolicy.ANY);
        killed.adjust(equal);
        assertThat(equal.refusal()).isEmpty();
        assertThat(equal.incident().plan().work(ImageWork.class).size()).isEqualTo(new Size(512, 512));
        var another = generation(512, RecoveryPolicy.ANY);
        killed.adjust(another);
        assertThat(another.incident().plan()).isEqualTo(another.asked());
    }

    @Test
    void oneOfWhichNothingCanBeMadeSmallerIsRefusedAndSoAreEqualOnesUntilAPersonResumesIt() {
        kill(tensors("shapes-diffusion"));
        var equal = tensors("shapes-diffusion");
        killed.adjust(equal);
        assertThat(equal.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.NOTHING_LEFT);
            assertThat(refusal.failure().type()).isEqualTo(FailureType.GENERATION_PIPELINE_ERROR);
            assertThat(refusal.failure().message()).contains("2 times", "nothing of it can be made smaller");
            assertThat(KilledGenerations.isEndOfProcess(refusal.failure())).isTrue();
        });
        killed.trust(equal.asked());
        equal.reopen();
        killed.adjust(equal);
        assertThat(equal.refusal()).isEmpty();
    }

    @Test
    void otherNumbersForANetworkOfWhichSeveralRequestsEndedTheProcessAreRefusedForAnHour() {
        for (byte number = 1; number <= 3; number++) {
            assertThat(adjusted(tensors("shapes-diffusion", number)).refusal()).isEmpty();
            kill(tensors("shapes-diffusion", number));
        }
        assertThat(adjusted(tensors("shapes-diffusion", (byte) 9)).refusal()).hasValueSatisfying(refusal -> {
            var failure = refusal.failure();
            assertThat(refusal.reason()).isEqualTo(Reason.NOTHING_LEFT);
            assertThat(failure.type()).isEqualTo(FailureType.GENERATION_PIPELINE_ERROR);
            assertThat(failure.message())
                    .contains("3 different requests", "vae_decoder", "shapes-diffusion", "POST /admin/recovery/reset");
            assertThat(KilledGenerations.refusedUntil(failure))
                    .contains(clock.instant().plus(Duration.ofHours(1)));
            assertThat(KilledGenerations.isEndOfProcess(failure))
                    .as("the same request may be sent again then")
                    .isFalse();
        });
        assertThatThrownBy(() -> killed.requireAccepted(
                        tensors("shapes-diffusion", (byte) 9).asked()))
                .as("it does not even wait for its turn")
                .isInstanceOfSatisfying(
                        FailureException.class,
                        thrown -> assertThat(KilledGenerations.refusedUntil(thrown.failure()))
                                .isPresent());
        assertThatCode(() -> killed.requireAccepted(
                        generation(1024, RecoveryPolicy.ANY).asked()))
                .doesNotThrowAnyException();
        assertThat(adjusted(tensors("shapes-diffusion", (byte) 1)).refusal())
                .hasValueSatisfying(refusal -> assertThat(KilledGenerations.isEndOfProcess(refusal.failure()))
                        .as("that one ended it itself")
                        .isTrue());
        assertThat(adjusted(generation(1024, RecoveryPolicy.ANY)).refusal())
                .as("pictures of the same model go on")
                .isEmpty();
        clock.pass(Duration.ofHours(1));
        assertThat(adjusted(tensors("shapes-diffusion", (byte) 9)).refusal()).isEmpty();
    }

    @Test
    void whatEndedTheProcessIsKeptBeforeAnythingElseIsBegunAndKnownBeforeThat() {
        var kept = new ArrayList<List<PoisonRequests.Entry>>();
        var before = new PoisonRequests("1", clock);
        before.remember(tensors("shapes-diffusion", (byte) 7).asked(), 2, false);
        poison.keptBy(new PoisonRequests.Keeper() {
            @Override
            public void know() {
                poison.restore(before.entries());
            }

            @Override
            public void keep() {
                kept.add(poison.entries());
            }
        });
        killed.remember(tensors("shapes-diffusion"), 2);
        assertThat(kept)
                .singleElement()
                .satisfies(entries -> assertThat(entries).hasSize(1));
        killed.giveUp(generation(1024, RecoveryPolicy.ANY), 3, true);
        assertThat(kept.getLast()).hasSize(2);
        assertThat(adjusted(tensors("shapes-diffusion", (byte) 7)).refusal()).isPresent();
    }

    @Test
    void oneWhoseModelIsNotThereIsNotTakenForOneThatCannotBeSmaller() {
        var away = tensors("away");
        kill(away);
        assertThat(away.refusal()).isEmpty();
        var picture = generation("away", new ImageWork("", "", new Size(64, 64), 1, 1, 1, 1, SchedulerKind.MODEL));
        kill(picture);
        assertThat(picture.refusal()).isEmpty();
        assertThat(picture.incident().plan()).isEqualTo(picture.asked());
    }

    @Test
    void oneWhoseModelDoesNotSayWhatItCanDrawIsNotTakenForOneThatCannotBeSmaller() throws Exception {
        var models = installed.repository.root();
        var manifest = Files.readString(models.resolve("shapes-diffusion/1.0.0/manifest.yaml"))
                .replace("id: shapes-diffusion\n", "id: silent\n")
                .replaceFirst("parameters:\\n(  .*\\n)+", "");
        var folder = Files.createDirectories(models.resolve("silent/1.0.0"));
        Files.writeString(folder.resolve("manifest.yaml"), manifest);
        installed.repository.scan();
        assertThat(installed.repository.find(new ModelId("silent"))).isPresent();
        var picture = generation("silent", new ImageWork("", "", new Size(64, 64), 1, 1, 1, 1, SchedulerKind.MODEL));
        kill(picture);
        assertThat(picture.refusal()).isEmpty();
    }

    @Test
    void whatEndedTheProcessInTheLightestWayTooIsRefusedEachTime() {
        var generation = generation(1024, RecoveryPolicy.ANY);
        killed.giveUp(generation, 3, true);
        assertThat(generation.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.ATTEMPTS);
            assertThat(refusal.failure().message()).contains("1024x1024", "3 times");
            assertThat(KilledGenerations.isEndOfProcess(refusal.failure())).isTrue();
        });
        var equal = generation(1024, RecoveryPolicy.ANY);
        killed.adjust(equal);
        assertThat(equal.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.NOTHING_LEFT);
            assertThat(refusal.failure().message()).contains("3 times", "lightest way");
        });
    }

    private void kill(Generation generation) {
        killed.remember(generation, 2);
        killed.adjust(generation);
    }

    private Generation generation(int side, RecoveryPolicy policy) {
        return generation(
                "shapes-diffusion",
                new ImageWork("a star", "", new Size(side, side), 20, 5, 42, 1, SchedulerKind.MODEL),
                policy);
    }

    private Generation adjusted(Generation generation) {
        killed.adjust(generation);
        return generation;
    }

    private Generation tensors(String model) {
        return tensors(model, (byte) 1);
    }

    private Generation tensors(String model, byte number) {
        var value = new TensorValue(ElementType.INT8, List.of(1L), new byte[] {number});
        return generation(model, new TensorWork("vae_decoder", Map.of("x", value)));
    }

    private Generation generation(String model, Work work) {
        return generation(model, work, RecoveryPolicy.ANY);
    }

    private Generation generation(String model, Work work, RecoveryPolicy policy) {
        var plan = new Plan(new Variant(new ModelId(model), "1.0.0", "fp16", Device.CPU), work, Execution.FASTEST);
        var incident = new Incident<>(plan, policy, new Budget(5, 3, Instant.MAX), _ -> {}, clock);
        return new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
    }
}
