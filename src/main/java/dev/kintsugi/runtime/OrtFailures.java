package dev.kintsugi.runtime;

import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.FailureClassifier;
import dev.kintsugi.recovery.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells the errors of ONNX Runtime apart: by code where the code says it, by text for the catch-all codes. The order
 * matters, since one code stands for lack of memory, a broken model and a missing library alike. The texts are those
 * of version 1.29; {@code OrtFailuresTest} provokes each of them.
 */
@ApplicationScoped
public class OrtFailures implements FailureClassifier {

    private record Rule(Pattern text, FailureType type) {}

    private static final List<Rule> TEXTS = List.of(
            rule(
                    "CUDA_ERROR_(ILLEGAL_ADDRESS|LAUNCH_FAILED|ECC_UNCORRECTABLE|DEVICE_UNAVAILABLE)|CUDA error"
                            + " (700|719|214|46)|device-side assert|illegal memory access|DEVICE_RESET",
                    FailureType.DEVICE_LOST),
            rule(
                    "Failed to allocate memory for requested buffer|Available memory of \\d+ is smaller than"
                            + " requested|CUDA_ERROR_OUT_OF_MEMORY|out of memory|CUBLAS_STATUS_ALLOC_FAILED|"
                            + "CUDNN_STATUS_ALLOC_FAILED|std::bad_alloc|bad allocation",
                    FailureType.VRAM_EXHAUSTION),
            rule(
                    "Failed to find \\S+ shared provider|Failed to load (shared )?library|explicitly disabled by the"
                            + " user|execution provider is not supported|CUDA driver version is insufficient|"
                            + "no CUDA-capable device",
                    FailureType.HARDWARE_OPTIMIZATION_FAILURE),
            rule(
                    "Unsupported model IR version|ValidateOpsetForDomain|only \\*guarantees\\* support for models"
                            + "|is not a registered function/op|No Op registered for|Could not find an"
                            + " implementation for",
                    FailureType.MODEL_COMPATIBILITY_ERROR),
            rule("does not have a graph|[Pp]rotobuf parsing failed|zero length", FailureType.MODEL_CORRUPTION_DETECTED),
            rule(
                    "External data path|Deserialize tensor|GetExtDataFromTensorProto",
                    FailureType.MODEL_INTEGRITY_FAILURE),
            rule(
                    "while running \\S+ node|Missing Input|Invalid rank for input|Got invalid dimensions|Unexpected"
                            + " (input|output) data type|Unknown (input|output) name|Unexpected number of inputs",
                    FailureType.GENERATION_PIPELINE_ERROR),
            rule(
                    "Load model from|Missing opset|Type Error|ShapeInferenceError|not acyclic|Invalid model|invalid"
                            + " model",
                    FailureType.MODEL_LOADING_FAILED));

    @Override
    public Optional<FailureType> classify(Throwable thrown) {
        if (!(thrown instanceof OrtException e)) {
            return Optional.empty();
        }
        var text = String.valueOf(e.getMessage());
        return Optional.of(byCode(e.getCode()).orElseGet(() -> byText(text)));
    }

    private static Optional<FailureType> byCode(OrtException.OrtErrorCode code) {
        return Optional.ofNullable(
                switch (code) {
                    case ORT_NO_SUCHFILE -> FailureType.MODEL_LOADING_FAILED;
                    case ORT_INVALID_PROTOBUF -> FailureType.MODEL_CORRUPTION_DETECTED;
                    case ORT_NOT_IMPLEMENTED -> FailureType.MODEL_COMPATIBILITY_ERROR;
                    default -> null;
                });
    }

    private static FailureType byText(String text) {
        for (var rule : TEXTS) {
            if (rule.text().matcher(text).find()) {
                return rule.type();
            }
        }
        return FailureType.GENERATION_PIPELINE_ERROR;
    }

    private static Rule rule(String text, FailureType type) {
        return new Rule(Pattern.compile(text), type);
    }
}
