package dev.kintsugi.runtime.device;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The device that networks run on.
 *
 * @param provider the execution provider
 * @param index which of several devices of the kind, from 0
 */
public record Device(Provider provider, int index) {

    public static final Device CPU = new Device(Provider.CPU, 0);

    private static final Pattern CUDA = Pattern.compile("cuda(?::(\\d{1,2}))?");

    /** An execution provider of ONNX Runtime. */
    public enum Provider {
        CPU("CPUExecutionProvider"),
        CUDA("CUDAExecutionProvider");

        private final String onnxName;

        Provider(String onnxName) {
            this.onnxName = onnxName;
        }

        public String onnxName() {
            return onnxName;
        }
    }

    /** Reads {@code cpu}, {@code cuda} or {@code cuda:1}. */
    public static Optional<Device> of(String name) {
        if (name.equals("cpu")) {
            return Optional.of(CPU);
        }
        var cuda = CUDA.matcher(name);
        if (!cuda.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Device(Provider.CUDA, cuda.group(1) == null ? 0 : Integer.parseInt(cuda.group(1))));
    }

    @Override
    public String toString() {
        return provider == Provider.CPU ? "cpu" : "cuda:" + index;
    }
}
