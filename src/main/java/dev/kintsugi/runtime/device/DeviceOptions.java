package dev.kintsugi.runtime.device;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;

/** How sessions are opened on each device: threads, optimization, provider and its memory. */
public record DeviceOptions(RuntimeSettings settings, MemoryBudget budget) {

    /** Sets them for a session on this device. */
    public void configure(SessionOptions options, Device device, OptLevel optimization) throws OrtException {
        options.setIntraOpNumThreads(settings.threadsPerRun());
        options.setOptimizationLevel(optimization);
        switch (device.provider()) {
            case CPU -> {
                if (budget.bytes().isPresent()) {
                    options.addConfigEntry("session.use_env_allocators", "1");
                }
            }
            case CUDA -> {
                try (var cuda = cuda(device)) {
                    options.addCUDA(cuda);
                }
            }
        }
    }

    private OrtCUDAProviderOptions cuda(Device device) throws OrtException {
        var cuda = new OrtCUDAProviderOptions(device.index());
        cuda.add("arena_extend_strategy", "kSameAsRequested");
        if (settings.memoryBytes().isPresent()) {
            cuda.add("gpu_mem_limit", String.valueOf(settings.memoryBytes().get()));
        }
        return cuda;
    }
}
