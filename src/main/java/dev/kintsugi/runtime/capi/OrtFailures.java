package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Classifies the errors of ONNX Runtime: by code if the code is specific, by text for the catch-all codes, of which one
 * stands for lack of memory, a broken model and a missing library alike.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
public class OrtFailures implements FailureClassifier {

    private static final Pattern PATH = Pattern.compile("Load model from .*? failed:", Pattern.DOTALL);

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        if (!(thrown instanceof OrtException e)) {
            return Optional.empty();
        }
        // A path may have any words in it.
        var text = PATH.matcher(String.valueOf(e.getMessage())).replaceFirst("Load model from the file failed:");
        return byCode(e.getCode())
                .or(() -> TextRule.first(OrtErrorTexts.RULES, text))
                .or(() -> Optional.of(
                        e.getCode() == OrtException.OrtErrorCode.ORT_EP_FAIL
                                ? FailureType.HARDWARE_OPTIMIZATION_FAILURE
                                : FailureType.GENERATION_PIPELINE_ERROR));
    }

    private static Optional<FailureType> byCode(OrtException.OrtErrorCode code) {
        return Optional.ofNullable(
                switch (code) {
                    case ORT_NO_SUCHFILE -> FailureType.MODEL_LOADING_FAILED;
                    case ORT_INVALID_PROTOBUF -> FailureType.MODEL_CORRUPTION_DETECTED;
                    case ORT_NOT_IMPLEMENTED, ORT_MODEL_REQUIRES_COMPILATION -> FailureType.MODEL_COMPATIBILITY_ERROR;
                    case ORT_DEVICE_RESET -> FailureType.DEVICE_LOST;
                    default -> null;
                });
    }

    @Override
    public Optional<String> code(Throwable thrown) {
        return thrown instanceof OrtException e ? Optional.of(e.getCode().name()) : Optional.empty();
    }
}
