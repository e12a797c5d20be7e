package dev.kintsugi.runtime.weights;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.NativeMemory;
import dev.kintsugi.runtime.capi.OrtApi;
import dev.kintsugi.runtime.capi.OrtJavaFields;
import java.util.Map;

/** Weights that a network keeps in other files, handed to ONNX Runtime from memory. */
final class ExternalInitializers {

    private ExternalInitializers() {}

    /**
     * Adds them to the options of a session; they must stay as they are until it is open.
     *
     * @param weights by the location that the network names
     */
    static void add(Map<String, FileBytes> weights, SessionOptions options) throws OrtException {
        try (var memory = new NativeMemory(NativeApi.get())) {
            var names = weights.keySet().stream().mapToLong(memory::path).toArray();
            var addresses =
                    weights.values().stream().mapToLong(FileBytes::address).toArray();
            var sizes = weights.values().stream().mapToLong(FileBytes::size).toArray();
            OrtApi.ofProcess()
                    .call(
                            OrtApi.ADD_EXTERNAL_INITIALIZERS_FROM_FILES_IN_MEMORY,
                            OrtJavaFields.options(options),
                            memory.array(names),
                            memory.array(addresses),
                            memory.array(sizes),
                            names.length);
        }
    }
}
