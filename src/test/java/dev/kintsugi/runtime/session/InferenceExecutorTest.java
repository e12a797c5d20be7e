package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.device.TestSettings;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One thread for inference, and a single operator on it that takes seconds: ONNX Runtime does not stop in the middle of one. */
class InferenceExecutorTest extends RunningSessions {

    private static final Duration LONG = Duration.ofSeconds(60);

    private final InferenceExecutor inference = new InferenceExecutor(TestSettings.stopping(Duration.ofMillis(100)));

    @AfterEach
    void stop() {
        inference.stop();
    }

    @Test
    void theCallerIsAnsweredAndThreadAndSessionAreReplaced() throws Exception {
        var file = TinyModel.windows(150).writeTo(folder.resolve("m.onnx"));
        try (var handle = new RunHandle()) {
            var hanging = threads.submit(() -> inference.compute(() -> windows(file, handle, 400), handle));
            Awaitility.await()
                    .atMost(LONG)
                    .until(() ->
                            sessions.loaded() == 1 && inference.longestSilence().isPresent());
            handle.expire();
            assertThatThrownBy(() -> hanging.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            TypedException.class,
                            thrown -> assertThat(thrown.type()).isEqualTo(FailureType.INFERENCE_TIMEOUT));
            assertThat(inference.setAside()).as("it has not come back").isEqualTo(1);
            try (var next = new RunHandle()) {
                assertThat(inference.compute(() -> windows(file, next, 150), next))
                        .isEqualTo(1);
            }
            assertThat(inference.setAside()).as("it still has not").isEqualTo(1);
        }
        Awaitility.await().atMost(Duration.ofMinutes(5)).until(() -> inference.setAside() == 0);
        assertThat(inference.longestSilence()).isEmpty();
    }

    @Test
    void whoCancelsIsAnsweredToo() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var handle = new RunHandle()) {
            var hanging = threads.submit(() -> inference.compute(() -> hang(begun, end), handle));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            handle.cancel();
            assertThatThrownBy(() -> hanging.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(CancellationException.class);
            assertThat(inference.setAside()).isEqualTo(1);
        } finally {
            end.countDown();
        }
        Awaitility.await().atMost(LONG).until(() -> inference.setAside() == 0);
    }

    @Test
    void whatHasNotBegunIsTakenBackWithoutAThread() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var first = new RunHandle();
                var second = new RunHandle()) {
            threads.submit(() -> inference.compute(() -> hang(begun, end), first));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            var waiting = threads.submit(() -> inference.compute(() -> 1, second));
            second.expire();
            assertThatThrownBy(() -> waiting.get(60, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
            assertThat(inference.setAside()).isZero();
        } finally {
            end.countDown();
        }
    }

    @Test
    void oneThatOnlyWaitsForAModelIsReplacedForAsLong() throws Exception {
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        try (var first = new RunHandle();
                var second = new RunHandle()) {
            var waiting = threads.submit(() ->
                    inference.compute(() -> InferenceExecutor.whileWaiting(() -> hang(begun, end)), first));
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(inference.waiting()).isEqualTo(1);
            assertThat(inference.compute(() -> 1, second)).isEqualTo(1);
            end.countDown();
            assertThat(waiting.get(60, TimeUnit.SECONDS)).isZero();
            assertThat(inference.waiting()).isZero();
        }
    }

    private static int hang(CountDownLatch begun, CountDownLatch end) {
        begun.countDown();
        try {
            assertThat(end.await(5, TimeUnit.MINUTES)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 0;
    }

    /** How many averages there are in the first line of a plane of this side. */
    private int windows(Path file, RunHandle handle, long side) {
        try (var lease = sessions.lease(PlainFiles.of(file), Device.CPU, handle);
                var scope = new TensorScope()) {
            var x = scope.allocate(ElementType.INT64, 4);
            x.writeIntegers(1, 1, side, side);
            var averages = lease.session().compute(Map.of("x", x), "y", handle).length;
            return (int) Math.sqrt(averages);
        }
    }
}
