package dev.kintsugi.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Owns every native tensor of one piece of work. Closing it frees them all, at once or when the run that uses them
 * ends; tensors cannot outlive it.
 */
public final class TensorScope implements AutoCloseable {

    private static final AtomicInteger OPEN = new AtomicInteger();

    private final Guarded<List<OnnxTensor>> tensors =
            new Guarded<>("tensor scope", new CopyOnWriteArrayList<>(), TensorScope::free);

    /** A tensor of this shape, filled with zeros. */
    public Tensor allocate(ElementType type, long... shape) {
        long elements = 1;
        for (var dimension : shape) {
            elements = Math.multiplyExact(elements, dimension);
        }
        var bytes = direct(Math.toIntExact(elements * type.bytes()));
        var list = tensors.acquire();
        try {
            var onnx = OnnxTensor.createTensor(OnnxEnvironment.get(), bytes, shape, type.onnx());
            list.add(onnx);
            OPEN.incrementAndGet();
            return new Tensor(this, onnx, bytes, type);
        } catch (OrtException e) {
            throw new InferenceException(e);
        } finally {
            tensors.release();
        }
    }

    private static ByteBuffer direct(int length) {
        try {
            return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
        } catch (OutOfMemoryError e) {
            throw new TypedException(
                    FailureType.VRAM_EXHAUSTION, "there is not enough memory for what the model works on", e);
        }
    }

    Guarded<List<OnnxTensor>> guard() {
        return tensors;
    }

    @Override
    public void close() {
        tensors.close();
    }

    /** How many tensors of all scopes have not been freed: zero when no work is under way. */
    public static int openTensors() {
        return OPEN.get();
    }

    private static void free(List<OnnxTensor> tensors) {
        for (var tensor : tensors) {
            tensor.close();
            OPEN.decrementAndGet();
        }
    }
}
