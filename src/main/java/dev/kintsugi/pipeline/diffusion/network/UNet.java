package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.Tensor;
import dev.kintsugi.runtime.tensor.TensorScope;
import dev.kintsugi.runtime.tensor.TensorSpec;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the noise in latents. Network: sample [b, c, h, w], timestep scalar or [1], encoder_hidden_states [b, n,
 * width] → out_sample [b, c, h, w], each in the type that the network declares. Its tensors are allocated once and used
 * for all steps. A network with a fixed batch of 1 is guided one prediction after the other, and of a larger batch the
 * rows that are not needed are filled up.
 */
public final class UNet implements AutoCloseable {

    private static final String COMPONENT = "unet";
    private static final String SAMPLE = "sample";
    private static final String TIMESTEP = "timestep";
    private static final String STATES = "encoder_hidden_states";
    private static final String OUT = "out_sample";

    private final TensorScope scope = new TensorScope();
    private final Session session;
    private final RunHandle handle;
    private final Conditions conditions;
    private final Tensor sample;
    private final Tensor timestep;
    private final Tensor out;
    private final Map<String, Tensor> outputs;
    private final Map<String, Tensor> first;
    private final @Nullable Map<String, Tensor> second;
    private final float[] conditional;
    private final float[] unconditional;
    private final int batch;
    private final boolean together;

    /**
     * @param channels of the latents
     * @param size of the picture in pixels
     */
    public UNet(Session session, RunHandle handle, int channels, Size size, Conditions conditions) {
        this.session = session;
        this.handle = handle;
        this.conditions = conditions;
        var specs = new NetworkSignature(COMPONENT, session);
        var taken = specs.input(SAMPLE);
        var guided = conditions.guided();
        batch = NetworkSignature.batch(taken, guided && conditions.mode() == Guidance.BATCHED ? 2 : 1);
        together = guided && batch > 1;
        int h = size.height() / DiffusionModel.SCALE;
        int w = size.width() / DiffusionModel.SCALE;
        specs.require(taken, 1, channels, "channels");
        specs.require(taken, 2, h, "height in latents");
        specs.require(taken, 3, w, "width in latents");
        var attended = specs.input(STATES);
        specs.require(attended, 0, batch, "prompts at a time");
        specs.require(attended, 1, conditions.tokens(), "tokens");
        specs.require(attended, 2, conditions.width(), "width of the text encoder's states");
        conditional = new float[channels * h * w];
        unconditional = new float[guided ? conditional.length : 0];
        try {
            sample = scope.allocate(taken.type(), batch, channels, h, w);
            out = scope.allocate(specs.output(OUT).type(), batch, channels, h, w);
            timestep = timestep(specs.input(TIMESTEP));
            first = inputs(states(attended, together ? conditions.negative() : conditions.prompt()));
            second = guided && !together ? inputs(states(attended, conditions.negative())) : null;
            outputs = Map.of(OUT, out);
        } catch (RuntimeException e) {
            scope.close(); // there is no object yet that could be closed
            throw e;
        }
    }

    /** The states of one prompt in the first row, and those of the prompt in all others. */
    private Tensor states(TensorSpec spec, float[] row) {
        var states = scope.allocate(spec.type(), batch, conditions.tokens(), conditions.width());
        states.write(0, row);
        for (int i = 1; i < batch; i++) {
            states.write(i * row.length, conditions.prompt());
        }
        return states;
    }

    /** One for all pictures of a batch: networks that declare more spread it themselves. */
    private Tensor timestep(TensorSpec spec) {
        var shape = spec.shape().stream().mapToLong(length -> length > 0 ? length : 1);
        return scope.allocate(spec.type(), shape.toArray());
    }

    private Map<String, Tensor> inputs(Tensor states) {
        return Map.of(SAMPLE, sample, TIMESTEP, timestep, STATES, states);
    }

    /**
     * The guided prediction ε_u + w (ε_c − ε_u) (Ho and Salimans 2022, equation 6).
     *
     * @param latents as the scheduler scaled them for this step
     * @return an array that the next call overwrites
     */
    public float[] predict(float[] latents, double time) {
        timestep.fill(time);
        for (int i = 0; i < batch; i++) {
            sample.write(i * latents.length, latents);
        }
        session.run(first, outputs, handle);
        if (together) {
            out.read(0, unconditional);
            out.read(latents.length, conditional);
            return guide();
        }
        out.read(0, conditional);
        if (second == null) {
            return FiniteCheck.require(COMPONENT, conditional);
        }
        session.run(second, outputs, handle);
        out.read(0, unconditional);
        return guide();
    }

    private float[] guide() {
        var deviation = conditions.rescale() == 0 ? 0 : deviation(conditional);
        var scale = conditions.scale();
        for (int i = 0; i < conditional.length; i++) {
            conditional[i] = (float) (unconditional[i] + scale * (conditional[i] - unconditional[i]));
        }
        if (conditions.rescale() > 0) {
            var factor = conditions.rescale() * deviation / deviation(conditional) + 1 - conditions.rescale();
            for (int i = 0; i < conditional.length; i++) {
                conditional[i] = (float) (conditional[i] * factor);
            }
        }
        return FiniteCheck.require(COMPONENT, conditional);
    }

    /** The standard deviation. */
    private static double deviation(float[] values) {
        var mean = 0.0;
        for (var value : values) {
            mean += value / values.length;
        }
        var squares = 0.0;
        for (var value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / values.length);
    }

    @Override
    public void close() {
        scope.close();
    }
}
