package dev.kintsugi.runtime.tensor;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.InferenceException;
import dev.kintsugi.runtime.capi.NativeApi;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns every native tensor of one piece of work. Closing it frees them all, at once or when the run that uses them
 * ends; tensors cannot outlive it.
 */
public final class TensorScope implements AutoCloseable {

    private static final AtomicInteger OPEN = new AtomicInteger();
    private static final NativeApi C = NativeApi.get();

    /** A tensor and the address of its memory, 0 if ONNX Runtime owns it; the garbage collector frees buffers far too late. */
    private record Held(OnnxTensor onnx, long address) {}

    private final RefCounted<List<Held>> tensors =
            new RefCounted<>("tensor scope", new CopyOnWriteArrayList<>(), TensorScope::free);

    /** A tensor of numbers of this shape, filled with zeros. */
    public Tensor allocate(ElementType type, long... shape) {
        long elements = 1;
        for (var dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        var size = Math.toIntExact(elements * type.bytes());
        var list = tensors.acquire();
        try {
            var address = memory(size);
            try {
                var bytes = C.view(address, size);
                var onnx = OnnxTensor.createTensor(OnnxEnvironment.get(), bytes, shape, type.onnx());
                list.add(new Held(onnx, address));
                OPEN.incrementAndGet();
                return new Tensor(this, onnx, bytes, type);
            } catch (OrtException e) {
                C.free(address);
                throw new InferenceException(e);
            } catch (RuntimeException | Error e) {
                C.free(address);
                throw e;
            }
        } finally {
            tensors.release();
        }
    }

    /** A tensor with the elements of a value; floats of another type are converted. */
    public Tensor of(ElementType type, TensorValue value) {
        var shape = value.shape().stream().mapToLong(Long::longValue).toArray();
        if (type == ElementType.STRING) {
            return texts(value.texts(), shape);
        }
        var tensor = allocate(type, shape);
        tensor.write(value);
        return tensor;
    }

    /** ONNX Runtime owns the memory of texts. */
    private Tensor texts(List<String> texts, long... shape) {
        var list = tensors.acquire();
        try {
            var onnx = OnnxTensor.createTensor(OnnxEnvironment.get(), texts.toArray(String[]::new), shape);
            list.add(new Held(onnx, 0));
            OPEN.incrementAndGet();
            return new Tensor(this, onnx, ByteBuffer.allocate(0), ElementType.STRING);
        } catch (OrtException e) {
            throw new InferenceException(e);
        } finally {
            tensors.release();
        }
    }

    private static long memory(int size) {
        var address = C.allocate(Math.max(1, size));
        if (address == 0) {
            throw new TypedException(
                    FailureType.VRAM_EXHAUSTION, "there is not enough memory for what the model works on");
        }
        return address;
    }

    public RefCounted<?> guard() {
        return tensors;
    }

    /** Whether its tensors are there no more, or go as soon as the run that uses them ends. */
    boolean isClosed() {
        return tensors.isClosed();
    }

    @Override
    public void close() {
        tensors.close();
    }

    /** How many tensors of all scopes have not been freed: zero when no work is under way. */
    public static int openTensors() {
        return OPEN.get();
    }

    private static void free(List<Held> tensors) {
        for (var tensor : tensors) {
            tensor.onnx().close();
            if (tensor.address() != 0) {
                C.free(tensor.address());
            }
            OPEN.decrementAndGet();
        }
    }
}
