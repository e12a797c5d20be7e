package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OrtFailures;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Networks that fail on purpose: with ONNX Runtime's own errors, and leaving nothing behind. */
class FailingRunsTest {

    private final FailingRuns runs = new FailingRuns(Workbench.settings());
    private final RunHandle handle = new RunHandle();
    private final int open = TensorScope.openTensors();

    @AfterEach
    void leavesNothingBehind() {
        handle.close();
        assertThat(TensorScope.openTensors()).isEqualTo(open);
    }

    @Test
    void theNetworksAreWhatTheySayTheyAre() {
        var quotient = new TinyModel()
                .initializer("w", TinyModel.INT64, TinyModel.longs(7), 1)
                .input("x", TinyModel.INT64, 1)
                .output("y", TinyModel.INT64, 1)
                .node("Div", List.of("w", "x"), "y");
        var hex = HexFormat.of();
        assertThat(FailingRuns.QUOTIENT).isEqualTo(hex.formatHex(quotient.bytes()));
        assertThat(FailingRuns.ZEROS).isEqualTo(hex.formatHex(TinyModel.zeros().bytes()));
        assertThat(FailingRuns.LOOP)
                .isEqualTo(hex.formatHex(TinyModel.loop(1L << 50).bytes()));
    }

    @Test
    void anOperatorFails() {
        assertThat(type(catchThrowable(() -> runs.divideByZero(handle))))
                .isEqualTo(FailureType.GENERATION_PIPELINE_ERROR);
    }

    @Test
    void theAllocatorRefuses() {
        assertThat(type(catchThrowable(() -> runs.exhaustMemory(handle)))).isEqualTo(FailureType.VRAM_EXHAUSTION);
    }

    @Test
    void whatNeverEndsIsStoppedByTheTimeLimit() {
        CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(handle::expire);
        assertThatThrownBy(() -> runs.computeForEver(handle))
                .isInstanceOfSatisfying(
                        TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.INFERENCE_TIMEOUT));
    }

    private static FailureType type(Throwable thrown) {
        assertThat(thrown).isInstanceOf(InferenceException.class);
        return new OrtFailures().classify(thrown.getCause()).orElseThrow();
    }
}
