package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.Execution.Guidance;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.runtime.RunHandle;
import dev.kintsugi.runtime.Session;
import dev.kintsugi.runtime.Tensor;
import dev.kintsugi.runtime.TensorScope;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the noise in latents. Network: sample [b, c, h, w], timestep [1] or scalar, encoder_hidden_states [b, n,
 * width] → out_sample [b, c, h, w]. Its tensors are allocated once and used for all steps.
 */
final class UNet implements AutoCloseable {

    private static final String SAMPLE = "sample";
    private static final String TIMESTEP = "timestep";
    private static final String STATES = "encoder_hidden_states";
    private static final String OUT = "out_sample";

    private final TensorScope scope = new TensorScope();
    private final Session session;
    private final RunHandle handle;
    private final Tensor sample;
    private final Tensor timestep;
    private final Tensor out;
    private final Map<String, Tensor> outputs;
    private final Map<String, Tensor> first;
    private final @Nullable Map<String, Tensor> second;
    private final float[] conditional;
    private final float[] unconditional;
    private final double scale;
    private final boolean batched;

    /**
     * @param size of the picture in pixels
     * @param prompt the text encoder's state of the prompt
     * @param negative and of the negative prompt
     * @param scale w of classifier-free guidance; 1 for none, then the negative prompt is not used
     */
    UNet(
            Session session,
            RunHandle handle,
            int channels,
            Size size,
            float[] prompt,
            float[] negative,
            int tokens,
            double scale,
            Guidance guidance) {
        this.session = session;
        this.handle = handle;
        this.scale = scale;
        var guided = scale > 1;
        this.batched = guided && guidance == Guidance.BATCHED;
        int batch = batched ? 2 : 1;
        int h = size.height() / DiffusionModel.SCALE;
        int w = size.width() / DiffusionModel.SCALE;
        conditional = new float[channels * h * w];
        unconditional = new float[guided ? conditional.length : 0];
        try {
            sample = scope.allocate(Specs.input(session, SAMPLE).type(), batch, channels, h, w);
            out = scope.allocate(Specs.output(session, OUT).type(), batch, channels, h, w);
            var time = Specs.input(session, TIMESTEP);
            timestep = time.shape().isEmpty() ? scope.allocate(time.type()) : scope.allocate(time.type(), 1);
            var width = prompt.length / tokens;
            var states = scope.allocate(Specs.input(session, STATES).type(), batch, tokens, width);
            first = inputs(states);
            outputs = Map.of(OUT, out);
            if (batched) {
                states.write(0, negative);
                states.write(negative.length, prompt);
                second = null;
            } else {
                states.write(0, prompt);
                second = guided ? inputs(states(negative, tokens, width)) : null;
            }
        } catch (RuntimeException e) {
            scope.close(); // nobody else can: there is no object yet
            throw e;
        }
    }

    private Tensor states(float[] values, int tokens, int width) {
        var states = scope.allocate(Specs.input(session, STATES).type(), 1, tokens, width);
        states.write(0, values);
        return states;
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
    float[] predict(float[] latents, double time) {
        timestep.writeIntegers((long) Math.rint(time));
        sample.write(0, latents);
        if (batched) {
            sample.write(latents.length, latents);
        }
        session.run(first, outputs, handle);
        if (batched) {
            out.read(0, unconditional);
            out.read(latents.length, conditional);
            return guide();
        }
        out.read(0, conditional);
        if (second == null) {
            return conditional;
        }
        session.run(second, outputs, handle);
        out.read(0, unconditional);
        return guide();
    }

    private float[] guide() {
        for (int i = 0; i < conditional.length; i++) {
            conditional[i] = (float) (unconditional[i] + scale * (conditional[i] - unconditional[i]));
        }
        return conditional;
    }

    @Override
    public void close() {
        scope.close();
    }
}
