package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RunHandleTest extends RunningSessions {

    private static final long FOR_EVER = 1L << 50;

    @Test
    void cancellingStopsALongRunWithinASecondAndRefusesTheNext() throws Exception {
        assertStops(RunHandle::cancel, CancellationException.class);
    }

    @Test
    void expiringStopsALongRunWithinASecondAsATimeout() throws Exception {
        var thrown = assertStops(RunHandle::expire, TypedException.class);
        assertThat(thrown.type()).isEqualTo(FailureType.INFERENCE_TIMEOUT);
    }

    @Test
    void theFirstReasonToStopIsTheOneThatIsTold() {
        try (var handle = new RunHandle()) {
            handle.expire();
            handle.cancel();
            assertThatThrownBy(handle::throwIfStopped).isInstanceOf(TypedException.class);
        }
    }

    private <E extends Exception> E assertStops(Consumer<RunHandle> stop, Class<E> expected) throws Exception {
        var session = session(FOR_EVER);
        try (var scope = new TensorScope();
                var handle = new RunHandle()) {
            var x = scope.allocate(ElementType.FLOAT32, 1);
            Callable<float[]> work = () -> session.compute(Map.of("x", x), "y", handle);
            var result = threads.submit(work);
            awaitBusy(scope);
            stop.accept(handle);
            assertThatThrownBy(() -> result.get(60, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .cause()
                    .isInstanceOf(expected);
            assertThatThrownBy(work::call).isInstanceOf(expected);
            return expected.cast(result.exceptionNow());
        }
    }
}
