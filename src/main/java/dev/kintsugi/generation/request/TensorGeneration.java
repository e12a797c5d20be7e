package dev.kintsugi.generation.request;

import dev.kintsugi.model.file.Sha256;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.runtime.tensor.TensorValue;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request to compute one network with tensors, as it was sent.
 *
 * @param model the model's id
 * @param network which of its networks; may be left out if it has one only
 * @param precision of the model's weights
 * @param inputs a tensor for each input of the network; none in a request that is kept
 * @param digest tells inputs from others
 * @param policy how far a recovery may go
 */
public record TensorGeneration(
        Optional<String> model,
        Optional<String> network,
        Optional<String> precision,
        Map<String, TensorValue> inputs,
        String digest,
        RecoveryPolicy policy)
        implements GenerationRequest {

    public TensorGeneration {
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
    }

    public TensorGeneration(
            Optional<String> model,
            Optional<String> network,
            Optional<String> precision,
            Map<String, TensorValue> inputs,
            RecoveryPolicy policy) {
        this(model, network, precision, inputs, digest(inputs), policy);
    }

    private static String digest(Map<String, TensorValue> inputs) {
        var text = new TreeMap<>(inputs)
                .entrySet().stream()
                        .map(input -> input.getKey()
                                + '\n'
                                + input.getValue()
                                + '\n'
                                + Sha256.of(input.getValue().bytes()))
                        .collect(Collectors.joining("\n"));
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int previews() {
        return 0;
    }

    @Override
    public TensorGeneration with(RecoveryPolicy other) {
        return new TensorGeneration(model, network, precision, inputs, digest, other);
    }

    @Override
    public TensorGeneration kept() {
        return new TensorGeneration(model, network, precision, Map.of(), digest, policy);
    }
}
