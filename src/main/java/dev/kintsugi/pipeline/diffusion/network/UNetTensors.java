package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.Tensor;
import dev.kintsugi.runtime.tensor.TensorScope;
import dev.kintsugi.runtime.tensor.TensorSpec;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The tensors of a UNet's runs: rows of latents, each with the states that it attends to. Owned by a scope. */
final class UNetTensors {

    static final String COMPONENT = "unet";
    static final String SAMPLE = "sample";
    static final String STATES = "encoder_hidden_states";
    private static final String TIMESTEP = "timestep";
    private static final String OUT = "out_sample";

    /**
     * How large they are.
     *
     * @param channels of the latents
     * @param height of the latents
     * @param width of the latents
     * @param tokens how many states a prompt has
     */
    record Lengths(int channels, int height, int width, int tokens) {}

    private final Tensor sample;
    private final Tensor timestep;
    private final Tensor states;
    private final Tensor out;
    private final Map<String, Tensor> inputs;
    private final Map<String, Tensor> outputs;
    private final int rows;

    /** @param states of each row, flat [tokens × width] */
    UNetTensors(TensorScope scope, NetworkSignature specs, Lengths lengths, List<float[]> states) {
        this(scope, specs, lengths, states, false);
    }

    /** @param timed whether each row has a timestep of its own, which not {@linkplain #takesTimes every network} takes */
    UNetTensors(TensorScope scope, NetworkSignature specs, Lengths lengths, List<float[]> states, boolean timed) {
        rows = states.size();
        var taken = specs.input(SAMPLE);
        sample = scope.allocate(taken.type(), rows, lengths.channels(), lengths.height(), lengths.width());
        out = scope.allocate(specs.output(OUT).type(), rows, lengths.channels(), lengths.height(), lengths.width());
        timestep = timestep(scope, specs.input(TIMESTEP), timed ? rows : 1);
        var width = states.getFirst().length / lengths.tokens();
        this.states = scope.allocate(specs.input(STATES).type(), rows, lengths.tokens(), width);
        write(states);
        inputs = Map.of(SAMPLE, sample, TIMESTEP, timestep, STATES, this.states);
        outputs = Map.of(OUT, out);
    }

    /** One for all rows: networks that declare more spread it themselves. */
    private static Tensor timestep(TensorScope scope, TensorSpec spec, int count) {
        var shape = spec.shape().stream().mapToLong(length -> length > 0 ? length : count);
        return scope.allocate(spec.type(), shape.toArray());
    }

    /** Whether a network may take a timestep for each row: it declares a list of any length. */
    static boolean takesTimes(NetworkSignature specs) {
        var shape = specs.input(TIMESTEP).shape();
        return shape.size() == 1 && shape.getFirst() <= 0;
    }

    /** Every row attends to other states from now on. */
    void write(List<float[]> row) {
        for (int i = 0; i < rows; i++) {
            states.write(i * row.get(i).length, row.get(i));
        }
    }

    /** Predicts the noise in the same latents for every row. */
    void run(Session session, float[] latents, double time, RunHandle handle) {
        run(session, Collections.nCopies(rows, latents), time, handle);
    }

    /** Predicts the noise in latents, one row for each, each at a time of its own. */
    void run(Session session, List<float[]> latents, List<Double> times, RunHandle handle) {
        for (int i = 0; i < rows; i++) {
            timestep.set(i, times.get(i));
        }
        compute(session, latents, handle);
    }

    /** Predicts the noise in latents, one row for each. */
    void run(Session session, List<float[]> latents, double time, RunHandle handle) {
        timestep.fill(time);
        compute(session, latents, handle);
    }

    private void compute(Session session, List<float[]> latents, RunHandle handle) {
        for (int i = 0; i < rows; i++) {
            sample.write(i * latents.get(i).length, latents.get(i));
        }
        session.run(inputs, outputs, handle);
    }

    /** Copies what was predicted for a row out. */
    float[] read(int row, float[] into) {
        return out.read(row * into.length, into);
    }
}
