package dev.kintsugi.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.recovery.FailureType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlameTest {

    @Test
    void blamesTheModelForWhatItsFilesAndItsRunsDoAndForNothingElse() {
        assertThat(Arrays.stream(FailureType.values()).filter(type -> Blame.isTheModels(type, true)))
                .containsExactly(
                        FailureType.MODEL_DOWNLOAD_FAILURE,
                        FailureType.MODEL_CORRUPTION_DETECTED,
                        FailureType.MODEL_VERSION_MISMATCH,
                        FailureType.MODEL_LOADING_FAILED,
                        FailureType.MODEL_INTEGRITY_FAILURE,
                        FailureType.GENERATION_PIPELINE_ERROR,
                        FailureType.INFERENCE_TIMEOUT,
                        FailureType.NON_FINITE_OUTPUT,
                        FailureType.INTERNAL_ERROR);
    }

    @Test
    void doesNotBlameTheModelForTheTimeThatMuchWorkTakes() {
        assertThat(Blame.isTheModels(FailureType.INFERENCE_TIMEOUT, false)).isFalse();
        assertThat(Blame.isTheModels(FailureType.GENERATION_PIPELINE_ERROR, false))
                .isTrue();
    }

    @Test
    void neverBlamesTheModelForACallersMistake() {
        assertThat(Arrays.stream(FailureType.values()).filter(FailureType::callersMistake))
                .isNotEmpty()
                .noneMatch(type -> Blame.isTheModels(type, true));
    }
}
