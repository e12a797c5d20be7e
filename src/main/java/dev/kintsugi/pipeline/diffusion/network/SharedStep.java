package dev.kintsugi.pipeline.diffusion.network;

import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.FasterWay.Way;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Session;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One step of a picture that can be computed in one run with those of others: in one of the two ways that {@link StepWays} knows. */
final class SharedStep implements RunGroup.Step {

    /**
     * The picture that is denoised.
     *
     * @param states that each row attends to
     * @param results what is predicted for each row
     */
    record Picture(
            Session session, Size size, UNetTensors.Lengths lengths, List<float[]> states, List<float[]> results) {}

    private record Key(Session session, Size size, int rows, double time) {}

    private final Picture picture;
    private final float[] latents;
    private final double time;
    private final int position;
    private final RunHandle handle;
    private final StepWays ways;

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
    }

    @Override
    public Object key() {
        return new Key(picture.session(), picture.size(), picture.states().size(), time);
    }

    @Override
    public int position() {
        return position;
    }

    @Override
    public List<Runnable> together(List<RunGroup.Step> steps) {
        var all = steps.stream().map(SharedStep.class::cast).toList();
        var way = ways.pictures(
                picture.session(), picture.size(), picture.states().size(), all.size());
        var next = way.next();
        var begun = processorTime();
        var results = next == Way.OTHER ? inOne(all) : inEach(all);
        if (next == Way.BOTH) {
            way.compared(Arrays.deepEquals(results, inOne(all)));
        } else {
            way.took(next, processorTime() - begun);
        }
        var handed = new ArrayList<Runnable>();
        var row = 0;
        for (var step : all) {
            var first = row;
            handed.add(() -> step.take(results, first));
            row += step.picture.states().size();
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

    private float[][] inEach(List<SharedStep> all) {
        return all.stream().flatMap(step -> Arrays.stream(inOne(List.of(step)))).toArray(float[][]::new);
    }

    private float[][] inOne(List<SharedStep> all) {
        var states =
                all.stream().flatMap(step -> step.picture.states().stream()).toList();
        var samples = all.stream()
                .flatMap(step -> step.picture.states().stream().map(_ -> step.latents))
                .toList();
        try (var scope = new TensorScope()) {
            var specs = new NetworkSignature(UNetTensors.COMPONENT, picture.session());
            var tensors = new UNetTensors(scope, specs, picture.lengths(), states);
            tensors.run(picture.session(), samples, time, handle);
            var predicted = new float[states.size()][];
            for (int row = 0; row < predicted.length; row++) {
                predicted[row] = tensors.read(row, new float[latents.length]);
            }
            return predicted;
        }
    }
}
