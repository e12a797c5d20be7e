package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.classification.FailureClassifier;
import dev.kintsugi.recovery.classification.TextRule;
import dev.kintsugi.recovery.failure.FailureType;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Classifies the errors of ONNX Runtime: by code if the code is specific, by text for the catch-all codes. The order
 * matters, since one code stands for lack of memory, a broken model and a missing library alike. The texts are those
 * of version 1.29; the corpus of failures provokes each of them that a machine without a GPU can.
 */
@ApplicationScoped
@Priority(FailureClassifier.BUILT_IN)
public class OrtFailures implements FailureClassifier {

    private static final Pattern PATH = Pattern.compile("Load model from .*? failed:", Pattern.DOTALL);

    private static final List<TextRule> RULES = List.of(
            // After these no call to the device works any more until the process, or at least the device, is new.
            new TextRule(
                    FailureType.DEVICE_LOST,
                    "illegal memory access",
                    "unspecified launch failure",
                    "misaligned address",
                    "illegal instruction",
                    "illegal address",
                    "launch timed out",
                    "device-side assert",
                    "uncorrectable ECC error",
                    "devices are busy or unavailable",
                    "driver shutting down",
                    "GPU is lost",
                    "CUDA_ERROR_ILLEGAL_ADDRESS",
                    "CUDA_ERROR_LAUNCH_FAILED",
                    "CUDA_ERROR_ECC_UNCORRECTABLE",
                    "CUDA_ERROR_DEVICE_UNAVAILABLE",
                    "887A0005",
                    "887A0006",
                    "887A0007"),
            new TextRule(
                    FailureType.VRAM_EXHAUSTION,
                    "Failed to allocate memory",
                    "is smaller than requested bytes",
                    "CUDA_ERROR_OUT_OF_MEMORY",
                    "out of memory",
                    "STATUS_ALLOC_FAILED",
                    "8007000E",
                    "std::bad_alloc",
                    "bad allocation"),
            new TextRule(
                    FailureType.HARDWARE_OPTIMIZATION_FAILURE,
                    "CUDA failure",
                    "CUDA error",
                    "CUDNN",
                    "CUBLAS",
                    "CUFFT",
                    "HIP failure",
                    "MIOPEN failure",
                    "ROCBLAS",
                    "TensorRT EP",
                    "shared provider",
                    "Failed to load library",
                    "Failed to load shared library",
                    "explicitly disabled by the user",
                    "Conflicting session configuration",
                    "execution provider is not supported"),
            new TextRule(
                    FailureType.MODEL_COMPATIBILITY_ERROR,
                    "Unsupported model IR version",
                    "ValidateOpsetForDomain",
                    "only *guarantees* support for models",
                    "is not a registered function/op",
                    "No Op registered for",
                    "Could not find an implementation for"),
            new TextRule(
                    FailureType.MODEL_CORRUPTION_DETECTED,
                    "does not have a graph",
                    "rotobuf parsing failed",
                    "byte array is zero length",
                    "Invalid model buffer"),
            new TextRule(
                    FailureType.MODEL_INTEGRITY_FAILURE,
                    "External data",
                    "External initializer",
                    "external data",
                    "filesystem error",
                    "Deserialize tensor",
                    "GetExtDataFromTensorProto"),
            new TextRule(
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
            new TextRule(
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
        // A path may have any words in it.
        var text = PATH.matcher(String.valueOf(e.getMessage())).replaceFirst("Load model from the file failed:");
        return byCode(e.getCode())
                .or(() -> TextRule.first(RULES, text))
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
