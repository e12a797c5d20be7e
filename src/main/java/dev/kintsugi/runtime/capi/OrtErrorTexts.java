package dev.kintsugi.runtime.capi;

import static dev.kintsugi.recovery.failure.FailureType.*;

import dev.kintsugi.recovery.classification.TextRule;
import java.util.List;

/**
 * What ONNX Runtime says in errors whose code says little. The texts are those of version 1.29; the corpus of failures
 * provokes each of them that a machine without a GPU can.
 */
final class OrtErrorTexts {

    /** The order matters: the first one that is in a message counts. */
    static final List<TextRule> RULES = List.of(
            // After these no call to the device works any more until the process, or at least the device, is new.
            new TextRule(
                    DEVICE_LOST,
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
                    VRAM_EXHAUSTION,
                    "Failed to allocate memory",
                    "is smaller than requested bytes",
                    "CUDA_ERROR_OUT_OF_MEMORY",
                    "out of memory",
                    "STATUS_ALLOC_FAILED",
                    "8007000E",
                    "std::bad_alloc",
                    "bad allocation"),
            new TextRule(
                    HARDWARE_OPTIMIZATION_FAILURE,
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
                    MODEL_COMPATIBILITY_ERROR,
                    "Unsupported model IR version",
                    "ValidateOpsetForDomain",
                    "only *guarantees* support for models",
                    "is not a registered function/op",
                    "No Op registered for",
                    "Could not find an implementation for"),
            new TextRule(
                    MODEL_CORRUPTION_DETECTED,
                    "does not have a graph",
                    "rotobuf parsing failed",
                    "byte array is zero length",
                    "Invalid model buffer"),
            new TextRule(
                    MODEL_INTEGRITY_FAILURE,
                    "External data",
                    "External initializer",
                    "external data",
                    "filesystem error",
                    "Deserialize tensor",
                    "GetExtDataFromTensorProto"),
            new TextRule(
                    GENERATION_PIPELINE_ERROR,
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
                    MODEL_LOADING_FAILED,
                    "Load model from",
                    "model path is a directory",
                    "Exception during initialization",
                    "Missing opset",
                    "Type Error",
                    "ShapeInferenceError",
                    "not acyclic",
                    "nvalid model"));

    private OrtErrorTexts() {}
}
