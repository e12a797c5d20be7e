package dev.kintsugi.pipeline.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.capacity.memory.MemoryRoom;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryReliefTest {

    private static final long MEBI = 1 << 20;
    private static final Runnable WAITING = () -> {};

    private final SettableClock clock = new SettableClock();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final MemoryRelief relief = new MemoryRelief(
            () -> Optional.of(286 * MEBI),
            new Sessions(Workbench.settings()),
            new BackgroundTasks(scheduler, clock),
            clock);
    private long faults;

    @AfterEach
    void close() {
        scheduler.shutdown();
    }

    @Test
    void theNewestRunIsStoppedFirstSoThatTheOldestCanEnd() {
        try (var oldest = new RunHandle();
                var newest = new RunHandle();
                var _ = relief.watch(oldest)) {
            try (var _ = relief.watch(newest)) {
                thrash(3);
                assertThatThrownBy(newest::throwIfStopped)
                        .isInstanceOfSatisfying(
                                TypedException.class,
                                thrown -> assertThat(thrown.type()).isEqualTo(FailureType.VRAM_EXHAUSTION))
                        .hasMessageContaining("286 MiB")
                        .hasMessageContaining("20 are left")
                        .hasMessageContaining("Give it 362 MiB or more");
                assertThatCode(oldest::throwIfStopped).doesNotThrowAnyException();
            }
            thrash(1);
            assertThatThrownBy(oldest::throwIfStopped).isInstanceOf(TypedException.class);
        }
    }

    @Test
    void aRunThatDoesNotEndIsNotTheOnlyOneThatIsStopped() {
        try (var oldest = new RunHandle();
                var stuck = new RunHandle();
                var _ = relief.watch(oldest);
                var _ = relief.watch(stuck)) {
            thrash(4);
            assertThatThrownBy(stuck::throwIfStopped).isInstanceOf(TypedException.class);
            assertThatCode(oldest::throwIfStopped).doesNotThrowAnyException();
            thrash(5);
            assertThatThrownBy(oldest::throwIfStopped).isInstanceOf(TypedException.class);
        }
    }

    @Test
    void aShortPeakStopsNothing() {
        try (var handle = new RunHandle();
                var _ = relief.watch(handle)) {
            thrash(2);
            calm();
            thrash(1);
            assertThatCode(handle::throwIfStopped).doesNotThrowAnyException();
        }
    }

    @Test
    void whatBeginsMeanwhileWaitsUntilTheServiceGoesForward() throws Exception {
        thrash(3);
        var waits = new CountDownLatch(1);
        var begun = CompletableFuture.runAsync(() -> relief.admit(waits::countDown));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(begun).isNotDone();
        calm();
        assertThat(begun).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void isRefusedAtOnceAndToldIfNothingHelps() {
        assertThat(relief.problem()).isEmpty();
        thrash(12);
        ThrowingCallable begins = () -> relief.admit(WAITING);
        assertThatThrownBy(begins)
                .isInstanceOfSatisfying(
                        TypedException.class,
                        thrown -> assertThat(thrown.type()).isEqualTo(FailureType.VRAM_EXHAUSTION));
        assertThat(relief.problem()).hasValueSatisfying(text -> assertThat(text).contains("Give it"));

        calm();
        assertThat(relief.problem()).isEmpty();
        assertThatCode(begins).doesNotThrowAnyException();
    }

    @Test
    void whatIsStoppedWhileItWaitsDoesNotBegin() {
        thrash(3);
        assertThatThrownBy(() -> relief.admit(() -> {
                    throw new CancellationException("by its caller");
                }))
                .isInstanceOf(CancellationException.class);
    }

    private void thrash(int seconds) {
        for (int i = 0; i < seconds; i++) {
            faults += 300;
            look(20);
        }
    }

    private void calm() {
        look(100);
    }

    private void look(long free) {
        clock.pass(Duration.ofSeconds(1));
        relief.check(Optional.of(new MemoryRoom(286 * MEBI, free * MEBI, faults)));
    }
}
