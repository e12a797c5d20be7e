package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.diffusion.network.FasterWay.Way;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import io.quarkus.logging.Log;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One step of a picture that can be computed in one run with those of others: in one of the two ways that {@link StepWays} knows. */
final class SharedStep implements RunGroup.Step {

    /**
     * The picture that is denoised.
     *
     * @param mixes whether the network may take rows at different times
     * @param states that each row attends to
     * @param results what is predicted for each row
     */
    record Picture(
            Session session,
            Size size,
            UNetTensors.Lengths lengths,
            boolean mixes,
            List<float[]> states,
            List<float[]> results) {

        int rows() {
            return states.size();
        }
    }

    private record Family(Session session, Size size, int rows, boolean mixes) {}

    private final Picture picture;
    private final float[] latents;
    private final double time;
    private final int position;
    private final RunHandle handle;
    private final StepWays ways;
    private final boolean mixes;
    private final Family family;

    /**
     * @param position how many steps of the picture are done
     * @param handle of the run that computes it for all
     */
    SharedStep(Picture picture, float[] latents, double time, int position, RunHandle handle, StepWays ways) {
        this.picture = picture;
        this.latents = latents;
        this.time = time;
        this.position = position;
        this.handle = handle;
        this.ways = ways;
        mixes = picture.mixes() && ways.mixes(picture.session(), picture.size(), picture.rows());
        family = new Family(picture.session(), picture.size(), picture.rows(), mixes);
    }

    @Override
    public Object key() {
        return mixes ? family : List.of(family, time);
    }

    @Override
    public Object family() {
        return family;
    }

    @Override
    public boolean mixes() {
        return mixes;
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public List<Runnable> together(List<RunGroup.Step> steps) {
        var all = steps.stream().map(SharedStep.class::cast).toList();
        var mixed = isMixed(all);
        var way = ways.pictures(picture.session(), picture.size(), picture.rows(), all.size(), mixed);
        var next = way.next();
        var begun = processorTime();
        var results = next == Way.OTHER ? inOne(all) : inEach(all);
        if (next == Way.BOTH) {
            way.compared(isSameInOne(results, all, mixed));
        } else {
            way.took(next, processorTime() - begun);
        }
        var handed = new ArrayList<Runnable>();
        var row = 0;
        for (var step : all) {
            var first = row;
            handed.add(() -> step.take(results, first));
            row += step.picture.rows();
        }
        return handed;
    }

    /** Groups are for times when all processors are busy: what they use counts, and what others use does not disturb it. */
    private static long processorTime() {
        var threads = ManagementFactory.getThreadMXBean();
        return threads.isCurrentThreadCpuTimeSupported() ? threads.getCurrentThreadCpuTime() : System.nanoTime();
    }

    private void take(float[][] predicted, int first) {
        var into = picture.results();
        for (int i = 0; i < into.size(); i++) {
            System.arraycopy(predicted[first + i], 0, into.get(i), 0, latents.length);
        }
    }

    /** A network that cannot be computed for rows at different times computes them apart. */
    private boolean isSameInOne(float[][] results, List<SharedStep> all, boolean mixed) {
        try {
            return Arrays.deepEquals(results, inOne(all));
        } catch (RuntimeException e) {
            if (!mixed) {
                throw e;
            }
            handle.throwIfStopped();
            Log.infof(
                    "steps at different times stay in runs of their own, since they failed in one: %s", e.getMessage());
            return false;
        }
    }

    private static boolean isMixed(List<SharedStep> all) {
        return all.stream().anyMatch(step -> step.time != all.getFirst().time);
    }

    private float[][] inEach(List<SharedStep> all) {
        return all.stream().flatMap(step -> Arrays.stream(inOne(List.of(step)))).toArray(float[][]::new);
    }

    private float[][] inOne(List<SharedStep> all) {
        var states =
                all.stream().flatMap(step -> step.picture.states().stream()).toList();
        var rows = all.stream()
                .flatMap(step -> step.picture.states().stream().map(_ -> step))
                .toList();
        var samples = rows.stream().map(step -> step.latents).toList();
        var mixed = isMixed(all);
        try (var scope = new TensorScope()) {
            var specs = new NetworkSignature(UNetTensors.COMPONENT, picture.session());
            var tensors = new UNetTensors(scope, specs, picture.lengths(), states, mixed);
            if (mixed) {
                var times = rows.stream().map(step -> step.time).toList();
                tensors.run(picture.session(), samples, times, handle);
            } else {
                tensors.run(picture.session(), samples, all.getFirst().time, handle);
            }
            var predicted = new float[states.size()][];
            for (int row = 0; row < predicted.length; row++) {
                predicted[row] = tensors.read(row, new float[latents.length]);
            }
            return predicted;
        }
    }
}
