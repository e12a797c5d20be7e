package dev.kintsugi.runtime.session;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.OrtFailures;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.tensor.ElementType;
import dev.kintsugi.runtime.tensor.RefCounted;
import dev.kintsugi.runtime.tensor.RetainedResources;
import dev.kintsugi.runtime.tensor.Tensor;
import dev.kintsugi.runtime.tensor.TensorSpec;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A loaded network. Any number of threads may run it at the same time. It is shared: each user holds a
 * {@link Sessions.Lease}.
 */
public final class Session {

    private static final OrtFailures FAILURES = new OrtFailures();

    /** After these a session may give wrong results or fail for ever. */
    private static final Set<FailureType> POISONING = Set.of(FailureType.VRAM_EXHAUSTION, FailureType.DEVICE_LOST);

    private final RefCounted<OrtSession> counted;
    private final Device device;
    private final ProviderCheck check;
    private final Map<String, TensorSpec> inputs;
    private final Map<String, TensorSpec> outputs;
    private volatile boolean poisoned;

    /** @param weights frees what the network uses as long as it is open */
    Session(OrtSession onnx, Runnable weights, Device device, ProviderCheck check) throws OrtException {
        this.counted = new RefCounted<>("session", onnx, freed -> free(freed, weights, check));
        this.device = device;
        this.check = check;
        this.inputs = specs(onnx.getInputInfo());
        this.outputs = specs(onnx.getOutputInfo());
    }

    public Device device() {
        return device;
    }

    /** What the network takes, by name. */
    public Map<String, TensorSpec> inputs() {
        return inputs;
    }

    /** What the network gives, by name. */
    public Map<String, TensorSpec> outputs() {
        return outputs;
    }

    /**
     * Runs the network. Blocks until it is done or stopped.
     *
     * @param in a tensor for every input
     * @param out tensors of exactly the shapes that the outputs will have; they are overwritten
     * @throws InferenceException if ONNX Runtime fails
     */
    public void run(Map<String, Tensor> in, Map<String, Tensor> out, RunHandle handle) {
        execute(in, out, handle, Set.of()).close();
    }

    /** Runs a network whose output's shape is not known beforehand, and copies this output out. */
    public float[] compute(Map<String, Tensor> in, String output, RunHandle handle) {
        try (var result = execute(in, Map.of(), handle, Set.of(output))) {
            var tensor = (OnnxTensor) result.get(output).orElseThrow();
            return floats(tensor);
        }
    }

    /**
     * Runs a network whose outputs' shapes are not known beforehand, and copies some of its tensors out.
     *
     * @param wanted outputs that are tensors of a type that is known, at least one
     * @param copy is asked before an output of this type and shape is copied; what it throws is thrown
     */
    public Map<String, TensorValue> evaluate(
            Map<String, Tensor> in, Set<String> wanted, Consumer<TensorSpec> copy, RunHandle handle) {
        try (var result = execute(in, Map.of(), handle, wanted)) {
            var values = new LinkedHashMap<String, TensorValue>();
            for (var output : new TreeSet<>(wanted)) {
                var tensor = (OnnxTensor) result.get(output).orElseThrow();
                var spec = new TensorSpec(output, ElementType.of(tensor.getInfo()), shape(tensor.getInfo()));
                copy.accept(spec);
                values.put(output, value(tensor, spec));
            }
            return values;
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }

    private static TensorValue value(OnnxTensor tensor, TensorSpec spec) throws OrtException {
        if (spec.type() == ElementType.STRING) {
            return TensorValue.ofTexts(spec.shape(), texts(tensor.getValue()).toList());
        }
        var bytes = new byte
                [Math.toIntExact(tensor.getInfo().getNumElements() * spec.type().bytes())];
        tensor.getByteBuffer().get(bytes);
        return new TensorValue(spec.type(), spec.shape(), bytes);
    }

    private static Stream<String> texts(Object value) {
        return value instanceof Object[] several
                ? Stream.of(several).flatMap(Session::texts)
                : Stream.of((String) value);
    }

    private static float[] floats(OnnxTensor tensor) {
        var doubles = tensor.getDoubleBuffer();
        if (doubles != null) {
            var values = new float[doubles.remaining()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) doubles.get(i);
            }
            return values;
        }
        var floats = tensor.getFloatBuffer(); // converts 16-bit floats
        if (floats == null) {
            throw new IllegalStateException("an output of type " + tensor.getInfo().type + " has no floats");
        }
        var values = new float[floats.remaining()];
        floats.get(values);
        return values;
    }

    private OrtSession.Result execute(
            Map<String, Tensor> in, Map<String, Tensor> out, RunHandle handle, Set<String> requested) {
        handle.throwIfStopped();
        try (var retained = new RetainedResources()) {
            var onnx = retained.again(counted);
            var options = retained.on(handle.guard());
            handle.begins(this);
            OrtSession.Result result;
            try {
                result = onnx.run(unwrap(in, retained), requested, unwrap(out, retained), options);
            } finally {
                handle.ended(this);
            }
            return proved(onnx, result, handle);
        } catch (OrtException e) {
            handle.throwIfStopped();
            var failure = new InferenceException(e);
            poisoned |= FAILURES.classify(e).filter(POISONING::contains).isPresent();
            throw failure;
        }
    }

    /** The result of a stopped run is dropped: another attempt of the same work may be under way. */
    private OrtSession.Result proved(OrtSession onnx, OrtSession.Result result, RunHandle handle) throws OrtException {
        try {
            check.afterRun(onnx, device);
        } catch (RuntimeException | OrtException e) {
            poisoned = true;
            result.close();
            throw e;
        }
        try {
            handle.throwIfStopped();
            return result;
        } catch (RuntimeException e) {
            result.close();
            throw e;
        }
    }

    /** It is not used again by runs that begin from now on. */
    void poison() {
        poisoned = true;
    }

    /** After an allocation failure a session is not used again: the next one to need it gets a fresh one. */
    boolean isPoisoned() {
        return poisoned;
    }

    void retain() {
        counted.acquire();
    }

    void release() {
        counted.release();
    }

    boolean isIdle() {
        return counted.isIdle();
    }

    void close() {
        counted.close();
    }

    private static Map<String, OnnxTensor> unwrap(Map<String, Tensor> tensors, RetainedResources retained) {
        var onnx = new LinkedHashMap<String, OnnxTensor>();
        tensors.forEach((name, tensor) -> {
            retained.on(tensor.scope().guard());
            onnx.put(name, tensor.onnx());
        });
        return onnx;
    }

    private static Map<String, TensorSpec> specs(Map<String, NodeInfo> nodes) {
        var specs = new HashMap<String, TensorSpec>();
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo info) {
                specs.put(name, new TensorSpec(name, ElementType.of(info), shape(info)));
            }
        });
        return Map.copyOf(specs);
    }

    private static List<Long> shape(TensorInfo info) {
        var shape = new ArrayList<Long>();
        for (var dimension : info.getShape()) {
            shape.add(dimension);
        }
        return shape;
    }

    private static void free(OrtSession onnx, Runnable weights, ProviderCheck check) {
        try {
            check.giveUp(onnx);
            onnx.close();
            weights.run();
        } catch (OrtException e) {
            throw new InferenceException(e);
        }
    }
}
