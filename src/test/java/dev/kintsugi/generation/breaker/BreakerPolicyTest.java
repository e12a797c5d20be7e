package dev.kintsugi.generation.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.FailureType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BreakerPolicyTest {

    @Test
    void blamesTheModelForWhatItsFilesAndItsRunsDoAndForNothingElse() {
        assertThat(Arrays.stream(FailureType.values())
                        .filter(type -> BreakerPolicy.isTheModels(type, WorkKind.IMAGE, true)))
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
    void blamesTheModelOfATensorJobForItsFilesAloneSinceAllNumbersAreTheCallers() {
        assertThat(Arrays.stream(FailureType.values())
                        .filter(type -> BreakerPolicy.isTheModels(type, WorkKind.TENSOR, true)))
                .containsExactly(
                        FailureType.MODEL_DOWNLOAD_FAILURE,
                        FailureType.MODEL_CORRUPTION_DETECTED,
                        FailureType.MODEL_VERSION_MISMATCH,
                        FailureType.MODEL_LOADING_FAILED,
                        FailureType.MODEL_INTEGRITY_FAILURE);
    }

    @Test
    void doesNotBlameTheModelForTheTimeThatMuchWorkTakes() {
        assertThat(BreakerPolicy.isTheModels(FailureType.INFERENCE_TIMEOUT, WorkKind.IMAGE, false))
                .isFalse();
        assertThat(BreakerPolicy.isTheModels(FailureType.GENERATION_PIPELINE_ERROR, WorkKind.IMAGE, false))
                .isTrue();
    }

    @Test
    void neverBlamesTheModelForACallersMistake() {
        assertThat(Arrays.stream(FailureType.values()).filter(FailureType::callersMistake))
                .isNotEmpty()
                .noneMatch(type -> BreakerPolicy.isTheModels(type, WorkKind.IMAGE, true));
    }

    @Test
    void blamesTheMachineForWhatItLacksAndNotForWhatModelsAndCallersDo() {
        assertThat(Arrays.stream(FailureType.values()).filter(BreakerPolicy::isTheMachines))
                .containsExactly(FailureType.SYSTEM_RESOURCE_ERROR, FailureType.MODEL_OVERLOADED);
    }
}
