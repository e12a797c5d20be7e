package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.runtime.device.TestSettings;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdleCoresTest {

    private final InferenceExecutor inference = new InferenceExecutor(TestSettings.concurrent(2));

    @AfterEach
    void stop() {
        inference.stop();
    }

    @Test
    void noneIsLeftWhileTwoRunOnTwo() {
        try (var handle = new RunHandle()) {
            assertThat(inference.<Boolean>compute(() -> takesOne(inference.idle()), handle))
                    .isTrue();
            var both = new CyclicBarrier(2);
            var other = CompletableFuture.supplyAsync(() -> inference.compute(() -> isIdleDuring(both), handle));
            assertThat(inference.<Boolean>compute(() -> isIdleDuring(both), handle))
                    .isFalse();
            assertThat(other.join()).isFalse();
        }
    }

    /** Whether a processor is idle while both compute. */
    private boolean isIdleDuring(CyclicBarrier both) {
        try {
            both.await(1, TimeUnit.MINUTES);
            var idle = takesOne(inference.idle());
            both.await(1, TimeUnit.MINUTES);
            return idle;
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean takesOne(IdleCores cores) {
        try (var core = cores.take().orElse(null)) {
            return core != null;
        }
    }

    @Test
    void eachIsTakenOnce() {
        var first = inference.idle().take().orElseThrow();
        var second = inference.idle().take().orElseThrow();
        assertThat(inference.idle().take()).isEmpty();
        first.close();
        first.close();
        assertThat(takesOne(inference.idle())).isTrue();
        second.close();
    }

    @Test
    void whatOneOfTwoPartsThrowsIsThrown() {
        try (var core = inference.idle().take().orElseThrow()) {
            var ended = new CountDownLatch(1);
            assertThatThrownBy(() -> core.run(
                            () -> {
                                throw new IllegalArgumentException("there");
                            },
                            ended::countDown))
                    .hasMessage("there");
            assertThat(ended.getCount()).isZero();
            var other = new CountDownLatch(1);
            assertThatThrownBy(() -> core.run(other::countDown, () -> {
                        throw new IllegalArgumentException("here");
                    }))
                    .hasMessage("here");
            assertThat(other.getCount()).isZero();
        }
    }
}
