package dev.kintsugi.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.decision.Remedy.Replan;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryForecastTest {

    private static final long WEIGHTS = 4_500_000;

    @TempDir
    static Path home;

    private static InstalledModels installed;

    private final SmallDevice device = new SmallDevice("36M");
    private final MemoryForecast forecast = new MemoryForecast(installed.repository, device.memory());

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void changesNothingWhileTooLittleWasSeen() {
        assertThat(forecast.shortage(plan(1024))).isEmpty();
        for (int i = 0; i < 3; i++) {
            see(plan(256));
            assertThat(forecast.shortage(plan(1024))).isEmpty();
        }
        see(plan(256));
        assertThat(forecast.shortage(plan(1024))).isPresent();
    }

    @Test
    void changesNothingThatFits() {
        seeMany();
        for (int side = 64; side <= 384; side += 64) {
            assertThat(forecast.shortage(plan(side))).as("side %d", side).isEmpty();
        }
    }

    @Test
    void losesNothingWhereComputingItInAnotherWayIsEnough() {
        seeMany();
        assertThat(needed(plan(448)))
                .isGreaterThan(device.memory().reading(Device.CPU).orElseThrow().free());
        assertThat(changed(plan(448)))
                .isEqualTo(plan(448).withExecution(Execution.FASTEST.withGuidance(Guidance.SEQUENTIAL)));
    }

    @Test
    void drawsAsLargeAsItFitsWhereNothingElseHelps() {
        seeMany();
        var there = device.memory().reading(Device.CPU).orElseThrow().free();
        for (int side : new int[] {640, 768, 1024}) {
            var changed = changed(plan(side));
            assertThat(changed.execution()).isEqualTo(new Execution(Guidance.SEQUENTIAL, Decode.TILED));
            assertThat(changed.work(ImageWork.class).size().pixels()).isBetween(448L * 448, side * side - 1L);
            assertThat(needed(changed)).isBetween(there / 2, there);
        }
    }

    @Test
    void isSilentAgainOnceWhatItThoughtImpossibleWorked() {
        for (int i = 0; i < 4; i++) {
            forecast.observed(plan(256), 20_000_000, WEIGHTS);
        }
        assertThat(forecast.shortage(plan(448))).isPresent();
        for (int i = 0; i < 8; i++) {
            forecast.observed(plan(448), 20_000_000, WEIGHTS);
        }
        assertThat(forecast.shortage(plan(448))).isEmpty();
    }

    @Test
    void drawsSmallerOnceAPredictionWasWrong() {
        for (int i = 0; i < 6; i++) {
            see(plan(128));
        }
        var before = changed(plan(1024)).work(ImageWork.class).size().pixels();
        assertThat(before).isGreaterThan(384 * 384);
        forecast.failed(plan(384));
        assertThat(changed(plan(1024)).work(ImageWork.class).size().pixels()).isLessThan(before);
    }

    @Test
    void keepsVariantsApart() {
        seeMany();
        var other = plan(1024).withVariant(plan(1024).variant().withPrecision("int8"));
        assertThat(forecast.shortage(other)).isEmpty();
    }

    @Test
    void observesFirstOnesAndLargerOnes() {
        assertThat(forecast.wants(plan(128))).isTrue();
        seeMany();
        assertThat(forecast.wants(plan(1024))).as("larger than any").isTrue();
        assertThat(forecast.wants(plan(128))).isFalse();
    }

    private void seeMany() {
        for (int i = 0; i < 5; i++) {
            for (int side : new int[] {64, 128, 256, 384}) {
                for (var guidance : Guidance.values()) {
                    for (var decode : Decode.values()) {
                        see(plan(side).withExecution(new Execution(guidance, decode)));
                    }
                }
            }
        }
    }

    private void see(Plan plan) {
        forecast.observed(plan, needed(plan) - WEIGHTS, WEIGHTS);
    }

    /** What a network would need that is somewhat like the real one. */
    private static long needed(Plan plan) {
        var work = WorkloadMemory.work(plan);
        var pixels = (double) work.pixels();
        var unet = work.batch() * (20 * pixels + 0.0003 * pixels * pixels);
        return WEIGHTS + 1_000_000 + (long) (unet + 20 * work.decoded());
    }

    private Plan changed(Plan plan) {
        return forecast.shortage(plan).orElseThrow().changes().stream()
                .map(Replan::plan)
                .reduce(plan, (_, last) -> last);
    }

    private static Plan plan(int side) {
        var manifest = installed.repository.require("shapes-diffusion").manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork("a star", "", new Size(side, side), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
