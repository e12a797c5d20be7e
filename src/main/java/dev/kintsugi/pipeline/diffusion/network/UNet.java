package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.diffusion.network.UNetTensors.Lengths;
import dev.kintsugi.pipeline.plan.Execution.Guidance;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.IdleCores.IdleCore;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import io.quarkus.logging.Log;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Predicts the noise in latents. Network: sample [b, c, h, w], timestep scalar or [1], encoder_hidden_states [b, n,
 * width] → out_sample [b, c, h, w], each in the type that the network declares. Its tensors are allocated once and used
 * for all steps. A network with a fixed batch of 1 is guided one prediction after the other, and of a larger batch the
 * rows that are not needed are filled up.
 */
public final class UNet implements AutoCloseable {

    /** A network that takes so many rows takes any number. */
    private static final int MANY = 1000;

    private final TensorScope scope = new TensorScope();
    private final Session session;
    private final RunHandle handle;
    private final Conditions conditions;
    private final StepWays ways;
    private final NetworkSignature specs;
    private final Size size;
    private final Lengths lengths;
    private final UNetTensors tensors;
    private final float[] conditional;
    private final float[] unconditional;
    private final int batch;
    private final boolean together;
    private final @Nullable RunGroup group;
    private @Nullable Parts parts;
    private int done;

    /**
     * @param channels of the latents
     * @param size of the picture in pixels
     */
    public UNet(Session session, RunHandle handle, int channels, Size size, Conditions conditions, StepWays ways) {
        this.session = session;
        this.handle = handle;
        this.conditions = conditions;
        this.ways = ways;
        this.size = size;
        specs = new NetworkSignature(UNetTensors.COMPONENT, session);
        var taken = specs.input(UNetTensors.SAMPLE);
        var guided = conditions.guided();
        batch = NetworkSignature.batch(taken, guided && conditions.mode() == Guidance.BATCHED ? 2 : 1);
        together = guided && batch > 1;
        lengths = new Lengths(
                channels,
                size.height() / DiffusionModel.SCALE,
                size.width() / DiffusionModel.SCALE,
                conditions.tokens());
        specs.require(taken, 1, channels, "channels");
        specs.require(taken, 2, lengths.height(), "height in latents");
        specs.require(taken, 3, lengths.width(), "width in latents");
        var attended = specs.input(UNetTensors.STATES);
        specs.require(attended, 0, batch, "prompts at a time");
        specs.require(attended, 1, conditions.tokens(), "tokens");
        specs.require(attended, 2, conditions.width(), "width of the text encoder's states");
        conditional = new float[channels * lengths.height() * lengths.width()];
        unconditional = new float[guided ? conditional.length : 0];
        try {
            tensors = new UNetTensors(scope, specs, lengths, rows(together));
        } catch (RuntimeException e) {
            scope.close(); // there is no object yet that could be closed
            throw e;
        }
        group = session.device().provider() == Device.Provider.CPU && takesOneAtATime() && takes(MANY)
                ? handle.group().orElse(null)
                : null;
        if (group != null) {
            group.join(handle, mixes());
        }
    }

    /** Whether steps at different times may be computed in one run. */
    private boolean mixes() {
        return UNetTensors.takesTimes(specs) && ways.mixes(session, size, conditions.guided() ? 2 : 1);
    }

    /** The states of one prompt in the first row, and those of the prompt in all others. */
    private List<float[]> rows(boolean negativeFirst) {
        var rows = new ArrayList<float[]>();
        for (int i = 0; i < batch; i++) {
            rows.add(negativeFirst && i == 0 ? conditions.negative() : conditions.prompt());
        }
        return rows;
    }

    /**
     * The guided prediction ε_u + w (ε_c − ε_u) (Ho and Salimans 2022, equation 6).
     *
     * @param latents as the scheduler scaled them for this step
     * @return an array that the next call overwrites
     */
    public float[] predict(float[] latents, double time) {
        if (!isComputedWithOthers(latents, time)) {
            computeAlone(latents, time);
        }
        done++;
        return conditions.guided() ? guide() : FiniteCheck.require(UNetTensors.COMPONENT, conditional);
    }

    private boolean isComputedWithOthers(float[] latents, double time) {
        if (group == null) {
            return false;
        }
        var guided = conditions.guided();
        var picture = new SharedStep.Picture(
                session,
                size,
                lengths,
                UNetTensors.takesTimes(specs),
                guided ? List.of(conditions.negative(), conditions.prompt()) : List.of(conditions.prompt()),
                guided ? List.of(unconditional, conditional) : List.of(conditional));
        return group.compute(new SharedStep(picture, latents, time, done, handle, ways), handle);
    }

    private void computeAlone(float[] latents, double time) {
        if (!conditions.guided()) {
            tensors.run(session, latents, time, handle);
            tensors.read(0, conditional);
        } else if (takesOneAtATime()) {
            new Step(latents, time).compute(session, size, ways);
        } else {
            both(latents, time);
        }
    }

    /** Both predictions in one run, or one after the other to save memory or since the network takes no more at a time. */
    private void both(float[] latents, double time) {
        if (together) {
            tensors.run(session, latents, time, handle);
            tensors.read(0, unconditional);
            tensors.read(1, conditional);
            return;
        }
        tensors.write(rows(false));
        tensors.run(session, latents, time, handle);
        tensors.read(0, conditional);
        tensors.write(List.of(conditions.negative()));
        tensors.run(session, latents, time, handle);
        tensors.read(0, unconditional);
    }

    /** Whether rows may be computed apart: not if that is for memory's sake, and not if the network takes no fewer. */
    private boolean takesOneAtATime() {
        return conditions.mode() == Guidance.BATCHED && takes(1);
    }

    private boolean takes(int rows) {
        return NetworkSignature.batch(specs.input(UNetTensors.SAMPLE), rows) == rows
                && NetworkSignature.batch(specs.input(UNetTensors.STATES), rows) == rows;
    }

    private Parts parts() {
        if (parts == null) {
            parts = new Parts(
                    new UNetTensors(scope, specs, lengths, List.of(conditions.negative())),
                    new UNetTensors(scope, specs, lengths, List.of(conditions.prompt())));
        }
        return parts;
    }

    /** The tensors of two runs, one for each prediction. */
    private record Parts(UNetTensors negative, UNetTensors prompt) {}

    /** Both predictions of one step. */
    private final class Step implements ParallelHalves {

        private final float[] latents;
        private final double time;

        Step(float[] latents, double time) {
            this.latents = latents;
            this.time = time;
        }

        @Override
        public void usual() {
            both(latents, time);
        }

        @Override
        public void parts(IdleCore core) {
            var each = UNet.this.parts();
            core.run(
                    () -> each.negative().run(session, latents, time, handle),
                    () -> each.prompt().run(session, latents, time, handle));
            each.negative().read(0, unconditional);
            each.prompt().read(0, conditional);
        }

        @Override
        public boolean partsGiveTheSame(IdleCore core) {
            handle.compares();
            var prompt = conditional.clone();
            var negative = unconditional.clone();
            try {
                parts(core);
                return Arrays.equals(prompt, conditional) && Arrays.equals(negative, unconditional);
            } catch (RuntimeException e) {
                handle.throwIfStopped();
                Log.infof("both predictions stay in one run, since they failed in two: %s", e.getMessage());
                return false;
            } finally {
                System.arraycopy(prompt, 0, conditional, 0, prompt.length);
                System.arraycopy(negative, 0, unconditional, 0, negative.length);
            }
        }
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
        return FiniteCheck.require(UNetTensors.COMPONENT, conditional);
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
        if (group != null) {
            group.leave(handle);
        }
        scope.close();
    }
}
