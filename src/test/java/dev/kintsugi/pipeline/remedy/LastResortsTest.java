package dev.kintsugi.pipeline.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.forecast.MemoryForecast;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Ladder;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Substitutes;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.Attempt;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.recovery.decision.Situation;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the last attempts are for, and how far a refusal of memory says to go. */
class LastResortsTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    static Path home;

    private static InstalledModels installed;
    private static LastResorts resorts;

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
        resorts = new LastResorts(
                installed.repository,
                new OtherModels(
                        installed.alternatives,
                        new Breakers() {
                            @Override
                            public BreakerState state(Variant variant, WorkKind kind) {
                                return new BreakerState.Closed();
                            }

                            @Override
                            public void repaired(ModelId model) {}
                        },
                        Clock.systemUTC()));
    }

    @Test
    void keepsOneAttemptForTheLightestPlanOfTheModelAndOneForThatOfALighterModel() {
        var asked = plan("shapes-diffusion", 896, 640);
        var lists = resorts.of(failed(asked, FailureType.VRAM_EXHAUSTION));
        assertThat(lists).hasSize(2);
        var own = lists.getFirst().getLast().plan();
        assertThat(own.variant().model()).isEqualTo(asked.variant().model());
        assertThat(own.variant().precision()).isEqualTo("int8");
        assertThat(own.work(ImageWork.class).size()).isEqualTo(new Size(88, 64));
        assertThat(own.execution()).isEqualTo(new Execution(Guidance.SEQUENTIAL, Decode.TILED));
        var other = lists.getLast().getLast().plan();
        assertThat(other.variant().model().value()).isEqualTo("shapes-diffusion-lite");
        assertThat(other.work(ImageWork.class).size()).isEqualTo(new Size(88, 64));
    }

    @Test
    void aHeavierModelIsNoWayOutWhereMemoryIsShort() {
        var lists = resorts.of(failed(plan("shapes-diffusion-lite", 512, 512), FailureType.VRAM_EXHAUSTION));
        assertThat(lists).hasSize(1);
        assertThat(lists.getFirst())
                .allMatch(replan -> replan.plan().variant().model().value().equals("shapes-diffusion-lite"));
    }

    @Test
    void hasAPlanForEveryLossThatACallerMayAllow() {
        var own = resorts.of(failed(plan("shapes-diffusion", 512, 512), FailureType.VRAM_EXHAUSTION))
                .getFirst();
        assertThat(allowed(own, 0).work(ImageWork.class).size()).isEqualTo(new Size(512, 512));
        assertThat(allowed(own, 0).execution().guidance()).isEqualTo(Guidance.SEQUENTIAL);
        assertThat(allowed(own, 0.02).variant().precision()).isEqualTo("int8");
        assertThat(allowed(own, 0.1).work(ImageWork.class).size()).isEqualTo(new Size(64, 64));
    }

    @Test
    void aVeryLongPictureBecomesSquareInTheEnd() {
        var own = resorts.of(failed(plan("shapes-diffusion", 1024, 64), FailureType.VRAM_EXHAUSTION))
                .getFirst();
        assertThat(own.getLast().plan().work(ImageWork.class).size()).isEqualTo(new Size(64, 64));
    }

    @Test
    void ofAModelThatIsDamagedThereIsNoLastResort() {
        var asked = plan("shapes-diffusion", 128, 128);
        var history = List.of(
                attempt(asked, FailureType.VRAM_EXHAUSTION), attempt(asked, FailureType.MODEL_CORRUPTION_DETECTED));
        var lists = resorts.of(new Situation<>(asked, 0, NOW, history));
        assertThat(lists)
                .isNotEmpty()
                .allSatisfy(list -> assertThat(list)
                        .allMatch(replan ->
                                replan.plan().variant().model().value().equals("shapes-diffusion-lite")));
    }

    @Test
    void whatOneModelHadToMakeSmallerAnotherMayDrawAsItWasAskedFor() {
        var asked = plan("shapes-diffusion", 512, 512);
        var smaller = asked.withWork(asked.work(ImageWork.class).withSize(new Size(128, 128)));
        var history = List.of(
                attempt(asked, FailureType.INFERENCE_TIMEOUT), attempt(smaller, FailureType.MODEL_LOADING_FAILED));
        var other =
                resorts.of(new Situation<>(asked, 0, NOW, history)).getFirst().getFirst();
        assertThat(other.plan().work(ImageWork.class).size()).isEqualTo(new Size(512, 512));
        assertThat(other.anew()).isTrue();
    }

    @Test
    void theWayBackToTheModelThatWasAskedForIsNoChangeOfItIntoItself() {
        var asked = plan("shapes-diffusion", 256, 256);
        var failed = plan("shapes-diffusion-lite", 256, 256);
        var original = installed.alternatives.to(installed.repository.require("shapes-diffusion-lite")).stream()
                .filter(other -> other.model().id().value().equals("shapes-diffusion"))
                .findFirst()
                .orElseThrow();
        var back = OtherModels.onto(original, asked, failed).orElseThrow();
        assertThat(back.plan().variant()).isEqualTo(asked.variant());
        assertThat(back.change()).isEqualTo(new Change("model", "shapes-diffusion-lite", "shapes-diffusion", 0));
        assertThat(OtherModels.onto(original, failed, failed)
                        .orElseThrow()
                        .change()
                        .from())
                .isEqualTo("shapes-diffusion-lite");
    }

    /** Another model answered in its lightest weights, and the way back leads to full ones. */
    @Test
    void fullWeightsInPlaceOfLightOnesAreTold() {
        var model = installed.repository.require("shapes-diffusion");
        var light = plan("shapes-diffusion", 256, 256);
        light = light.withVariant(light.variant().withPrecision("int8"));
        var original = installed.alternatives.to(installed.repository.require("shapes-diffusion-lite")).stream()
                .filter(other -> other.model().id().equals(model.id()))
                .findFirst()
                .orElseThrow();
        var back = OtherModels.onto(original, light, plan("shapes-diffusion-lite", 256, 256))
                .orElseThrow();
        assertThat(back.plan().variant().precision()).isEqualTo("fp16");
        assertThat(back.parts())
                .filteredOn(Change::degrades)
                .containsExactly(new Change("precision", "int8", "fp16", 0.001));
        assertThat(resorts.of(new Situation<>(
                        light,
                        0,
                        NOW,
                        List.of(
                                attempt(light, FailureType.MODEL_LOADING_FAILED),
                                attempt(light, FailureType.MODEL_LOADING_FAILED)))))
                .isNotEmpty();
    }

    @Test
    void aRefusalSaysHowMuchSmallerAPictureMustBe() {
        try (var device = new SmallDevice("18M")) {
            var rungs = new MemoryRungs(
                    installed.repository, new MemoryForecast(installed.repository, device.memory()), device.memory());
            var asked = plan("shapes-diffusion", 512, 512);
            var failure = failure(
                    FailureType.VRAM_EXHAUSTION,
                    "Available memory of 7467264 is smaller than requested bytes of 33554432");
            var model = installed.repository.require("shapes-diffusion");
            var first = rungs.of(failure, asked, model).getFirst().plan();
            assertThat(first.work(ImageWork.class).size().width()).isBetween(200, 352);
            assertThat(first.execution()).isEqualTo(new Execution(Guidance.SEQUENTIAL, Decode.TILED));
            assertThat(rungs.shortage(failure, asked).orElseThrow().text())
                    .contains("512x512", "18 MB may be used", "would fit");
            var near = failure(
                    FailureType.VRAM_EXHAUSTION,
                    "Available memory of 7467264 is smaller than requested bytes of 7496192");
            assertThat(rungs.of(near, plan("shapes-diffusion", 352, 352), model)
                            .getFirst()
                            .change()
                            .loss())
                    .as("what costs nothing comes first where it may be enough")
                    .isZero();
        }
    }

    @Test
    void theShareThatWasDoneSaysHowMuchLessWorkFits() {
        var asked = plan("shapes-diffusion", 512, 512);
        var ladder = Ladder.of(installed.repository.require("shapes-diffusion"), asked.work());
        var context = failure(FailureType.INFERENCE_TIMEOUT, "").context();
        var had = Duration.ofSeconds(2);
        var half = new TimeReport(0.9, false, had, Optional.empty()).in(context);
        var fewer = TimeRungs.of(at(half), asked, ladder).getFirst().plan().work(ImageWork.class);
        assertThat(fewer.steps()).isEqualTo(11);
        assertThat(fewer.size()).isEqualTo(new Size(512, 512));
        var little = new TimeReport(0.01, false, had, Optional.of(Duration.ofSeconds(20))).in(context);
        var smaller = TimeRungs.of(at(little), asked, ladder).getFirst().plan().work(ImageWork.class);
        assertThat(smaller.steps()).isEqualTo(10);
        assertThat(smaller.size().width()).isBetween(128, 256);
        assertThat(TimeRungs.fitting(at(little), asked).orElseThrow().needed()).isEqualTo("20.0");
    }

    @Test
    void theNextEqualRequestBeginsWithWhatWorkedUntilItIsTimeToTryAgain() {
        var substitutes = new Substitutes(Duration.ofMinutes(1));
        var asked = plan("shapes-diffusion", 512, 512);
        var policy = dev.kintsugi.recovery.decision.RecoveryPolicy.ANY;
        var instead =
                resorts.of(failed(asked, FailureType.VRAM_EXHAUSTION)).getLast().getLast();
        substitutes.learn(asked, policy, FailureType.VRAM_EXHAUSTION, instead, NOW);
        var equal = asked.withWork(new ImageWork("a tree", "", new Size(512, 512), 20, 5, 1, 1, SchedulerKind.MODEL));
        var found = substitutes.of(equal, policy, NOW).orElseThrow().replan().plan();
        assertThat(found.work(ImageWork.class).prompt()).isEqualTo("a tree");
        assertThat(found.variant()).isEqualTo(instead.plan().variant());
        assertThat(substitutes.of(plan("shapes-diffusion", 256, 256), policy, NOW))
                .isEmpty();
        var later = NOW.plus(Duration.ofMinutes(1));
        assertThat(substitutes.of(equal, policy, later)).as("one tries again").isEmpty();
        assertThat(substitutes.of(equal, policy, later)).as("the others do not").isPresent();
        substitutes.worked(asked);
        assertThat(substitutes.of(equal, policy, NOW)).isEmpty();
        substitutes.learn(asked, policy, FailureType.VRAM_EXHAUSTION, instead, NOW);
        assertThat(substitutes.of(equal, policy, NOW))
                .as("it worked before, so this may pass")
                .isEmpty();
        substitutes.learn(asked, policy, FailureType.VRAM_EXHAUSTION, instead, NOW);
        assertThat(substitutes.of(equal, policy, NOW)).isPresent();
    }

    private static Plan allowed(List<Replan<Plan>> plans, double loss) {
        return plans.stream()
                .filter(replan -> replan.change().loss() <= loss)
                .reduce((_, lighter) -> lighter)
                .orElseThrow()
                .plan();
    }

    private static Situation<Plan> failed(Plan plan, FailureType type) {
        return new Situation<>(plan, 0, NOW, List.of(attempt(plan, type)));
    }

    private static Attempt<Plan> attempt(Plan plan, FailureType type) {
        return new Attempt<>(plan, null, false, failure(type, ""));
    }

    private static Failure failure(FailureType type, String detail) {
        return new Failure(type, Severity.HIGH, "", detail, FailureContext.NONE, List.of(), NOW);
    }

    private static Failure at(FailureContext context) {
        return new Failure(FailureType.INFERENCE_TIMEOUT, Severity.HIGH, "", "", context, List.of(), NOW);
    }

    private static Plan plan(String model, int width, int height) {
        var manifest = installed.repository.require(model).manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork("a star", "", new Size(width, height), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
