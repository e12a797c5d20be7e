package dev.kintsugi.runtime;

import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.FailureClassifier;
import dev.kintsugi.recovery.FailureType;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/**
 * Tells the errors of ONNX Runtime apart: by code where the code says it, by text for the catch-all codes. The order
 * matters, since one code stands for lack of memory, a broken model and a missing library alike. The texts are those
 * of version 1.29; {@code OrtFailuresTest} provokes each of them.
 */
@ApplicationScoped
public class OrtFailures implements FailureClassifier {

    /** Any of the texts says that it is this type. Plain texts, since a search for them costs a tenth of a pattern's. */
    private record Rule(FailureType type, String... texts) {

        boolean matches(String message) {
            for (var text : texts) {
                if (message.contains(text)) {
                    return true;
                }
            }
            return false;
        }
    }

    private static final List<Rule> RULES = List.of(
            new Rule(
                    FailureType.DEVICE_LOST,
                    "CUDA_ERROR_ILLEGAL_ADDRESS",
                    "CUDA_ERROR_LAUNCH_FAILED",
                    "CUDA_ERROR_ECC_UNCORRECTABLE",
                    "CUDA_ERROR_DEVICE_UNAVAILABLE",
                    "CUDA error 700",
                    "CUDA error 719",
                    "CUDA failure 700",
                    "CUDA failure 719",
                    "CUDA failure 214",
                    "illegal memory access",
                    "device-side assert"),
            new Rule(
                    FailureType.VRAM_EXHAUSTION,
                    "Failed to allocate memory for requested buffer",
                    "is smaller than requested bytes",
                    "CUDA_ERROR_OUT_OF_MEMORY",
                    "out of memory",
                    "CUBLAS_STATUS_ALLOC_FAILED",
                    "CUDNN_STATUS_ALLOC_FAILED",
                    "std::bad_alloc",
                    "bad allocation"),
            new Rule(
                    FailureType.HARDWARE_OPTIMIZATION_FAILURE,
                    "shared provider",
                    "Failed to load library",
                    "Failed to load shared library",
                    "explicitly disabled by the user",
                    "execution provider is not supported",
                    "CUDA driver version is insufficient",
                    "no CUDA-capable device"),
            new Rule(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "Unsupported model IR version",
                    "ValidateOpsetForDomain",
                    "only *guarantees* support for models",
                    "is not a registered function/op",
                    "No Op registered for",
                    "Could not find an implementation for"),
            new Rule(
                    FailureType.MODEL_CORRUPTION_DETECTED,
                    "does not have a graph",
                    "rotobuf parsing failed",
                    "byte array is zero length"),
            new Rule(
                    FailureType.MODEL_INTEGRITY_FAILURE,
                    "External data path",
                    "Deserialize tensor",
                    "GetExtDataFromTensorProto"),
            new Rule(
                    FailureType.GENERATION_PIPELINE_ERROR,
                    "while running ",
                    "Missing Input",
                    "Invalid rank for input",
                    "Got invalid dimensions",
                    "Unexpected input data type",
                    "Unexpected output data type",
                    "Unknown input name",
                    "Unknown output name",
                    "Unexpected number of inputs"),
            new Rule(
                    FailureType.MODEL_LOADING_FAILED,
                    "Load model from",
                    "model path is a directory",
                    "Exception during initialization",
                    "Missing opset",
                    "Type Error",
                    "ShapeInferenceError",
                    "not acyclic",
                    "nvalid model"));

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

    private static FailureType byText(String message) {
        for (var rule : RULES) {
            if (rule.matches(message)) {
                return rule.type();
            }
        }
        return FailureType.GENERATION_PIPELINE_ERROR;
    }
}
