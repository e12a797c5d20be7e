package dev.kintsugi.pipeline.diffusion.scheduler;

import java.util.stream.IntStream;

/** Evenly spaced numbers from a first to a last one, both included, as NumPy's {@code linspace} makes them. */
final class Linspace {

    private Linspace() {}

    static double[] of(double first, double last, int count) {
        return IntStream.range(0, count)
                .mapToDouble(i -> count == 1 ? first : first + (last - first) * i / (count - 1))
                .toArray();
    }
}
