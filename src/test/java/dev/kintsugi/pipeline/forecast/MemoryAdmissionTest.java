package dev.kintsugi.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.capacity.memory.SmallDevice;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.arena.ArenaUse;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryAdmissionTest {

    private static final long MEGA = 1_000_000;
    private static final Optional<ArenaUse> BUDGET = Optional.of(new ArenaUse(100 * MEGA, 0, 0, 90 * MEGA));

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    static Path home;

    private static InstalledModels installed;

    private final SmallDevice device = new SmallDevice("100M");
    private final MemoryForecast forecast = new MemoryForecast(installed.repository, device.memory());
    private final MemoryAdmission admission = new MemoryAdmission(forecast);

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
    }

    @AfterEach
    void close() {
        device.close();
    }

    @Test
    void withoutABudgetNothingWaits() {
        try (var handle = new RunHandle();
                var _ = admission.admit(plan(1024), Optional.empty(), PATIENCE, handle::throwIfStopped);
                var _ = admission.admit(plan(1024), Optional.empty(), PATIENCE, handle::throwIfStopped)) {
            assertThat(admission.running()).isEqualTo(2);
        }
        assertThat(admission.running()).isZero();
    }

    @Test
    void noMoreRunThanTheJavaHeapHasRoomFor() {
        var huge =
                (int) Math.sqrt(Runtime.getRuntime().maxMemory() / 100.0); // 40 bytes a pixel: two fifths of the heap
        try (var first = admission.admit(plan(huge), Optional.empty(), PATIENCE, () -> {})) {
            var waited = new int[1];
            try (var _ = admission.admit(plan(huge), Optional.empty(), PATIENCE, () -> {
                waited[0]++;
                first.close();
            })) {
                assertThat(waited[0]).isEqualTo(1);
            }
        }
    }

    @Test
    void asManyRunAsFitAndTheWeightsCountOnce() throws Exception {
        learn();
        try (var handle = new RunHandle();
                var first = admission.admit(
                        plan(256), BUDGET, PATIENCE, handle::throwIfStopped); // weights of 10 MB, and 33 MB each
                var second = admission.admit(plan(256), BUDGET, PATIENCE, handle::throwIfStopped)) {
            var third = later(plan(256), handle);
            assertThat(third).isNotDone();
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !third.isDone());
            second.close();
            third.get().close();
            assertThat(admission.running()).isEqualTo(1);
            first.close();
        }
    }

    @Test
    void whatIsNotKnownRunsAloneUnlessTheBudgetIsAmple() throws Exception {
        try (var handle = new RunHandle();
                var first = admission.admit(plan(256), BUDGET, PATIENCE, handle::throwIfStopped)) {
            var second = later(plan(256), handle);
            Awaitility.await().during(Duration.ofMillis(300)).until(() -> !second.isDone());
            first.close();
            second.get().close();
            var ample = Optional.of(new ArenaUse(100_000 * MEGA, 0, 0, 90 * MEGA));
            try (var _ = admission.admit(plan(256), ample, PATIENCE, handle::throwIfStopped);
                    var _ = admission.admit(plan(256), ample, PATIENCE, handle::throwIfStopped)) {
                assertThat(admission.running()).isEqualTo(2);
            }
        }
    }

    @Test
    void whatIsLargerThanTheBudgetRunsAlone() {
        learn();
        try (var handle = new RunHandle();
                var _ = admission.admit(plan(1024), BUDGET, PATIENCE, handle::throwIfStopped)) {
            assertThat(admission.running()).isEqualTo(1);
        }
    }

    @Test
    void whoIsStoppedWaitsNoMoreAndIsInNobodysWay() throws Exception {
        try (var handle = new RunHandle();
                var stopped = new RunHandle();
                var first = admission.admit(plan(256), BUDGET, PATIENCE, handle::throwIfStopped)) {
            var second = later(plan(256), stopped);
            stopped.cancel();
            assertThatThrownBy(second::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(CancellationException.class);
            var third = later(plan(256), handle);
            first.close();
            third.get().close();
        }
    }

    @Test
    void whoHasWaitedTooLongGoesAsWell() {
        try (var _ = admission.admit(plan(256), BUDGET, PATIENCE, () -> {});
                var _ = admission.admit(plan(256), BUDGET, Duration.ofMillis(50), () -> {})) {
            assertThat(admission.running()).isEqualTo(2);
        }
    }

    private CompletableFuture<MemoryAdmission.Admitted> later(Plan plan, RunHandle handle) {
        var thread =
                Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
        try {
            return CompletableFuture.supplyAsync(
                    () -> admission.admit(plan, BUDGET, PATIENCE, handle::throwIfStopped), thread);
        } finally {
            thread.shutdown();
        }
    }

    private void learn() {
        for (int i = 0; i < 8; i++) {
            for (int side : new int[] {64, 128, 256}) {
                forecast.observed(plan(side), 30 * MEGA * side * side / 65536, 10 * MEGA);
            }
        }
    }

    private static Plan plan(int side) {
        var manifest = installed.repository.require("shapes-diffusion").manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "fp16", Device.CPU),
                new ImageWork("a star", "", new Size(side, side), 20, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
