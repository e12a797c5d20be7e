package dev.kintsugi.pipeline.work;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network of a model that is to be computed once, with tensors of the caller.
 *
 * @param network its name among the networks of the model
 * @param inputs a tensor for each of its inputs
 */
public record TensorWork(String network, Map<String, TensorValue> inputs) implements Work {

    private static final byte[] NOTHING = {};

    public TensorWork {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    @Override
    public WorkKind kind() {
        return WorkKind.TENSOR;
    }

    @Override
    public String part() {
        return network;
    }

    @Override
    public Cost cost() {
        return new Cost(1, 1, 1, numbers());
    }

    private long numbers() {
        return inputs.values().stream().mapToLong(TensorValue::length).sum();
    }

    @Override
    public String title() {
        return "An inference with " + numbers() + " numbers";
    }

    @Override
    public String description() {
        return title();
    }

    @Override
    public Map<String, String> parameters() {
        return Map.of("network", network);
    }

    @Override
    public String text() {
        return "";
    }

    /** Its types and shapes. */
    @Override
    public TensorWork shape() {
        var shapes = new LinkedHashMap<String, TensorValue>();
        inputs.forEach((name, value) -> shapes.put(name, new TensorValue(value.type(), value.shape(), NOTHING)));
        return new TensorWork(network, shapes);
    }

    @Override
    public TensorWork inShape(Work shape) {
        return this;
    }

    @Override
    public String fingerprint() {
        var digest = Sha256.digest();
        digest.update((kind().code() + "\n" + network + "\n").getBytes(StandardCharsets.UTF_8));
        new TreeMap<>(inputs).forEach((name, value) -> {
            digest.update((name + "\n" + value.type().code() + value.shape() + "\n").getBytes(StandardCharsets.UTF_8));
            digest.update(value.bytes());
        });
        return Sha256.hex(digest);
    }

    @Override
    public boolean isAnsweredBy(Work other) {
        return equals(other);
    }

    @Override
    public String distinction() {
        return "";
    }

    @Override
    public Work told() {
        return new TensorWork(network, Map.of());
    }
}
