package dev.kintsugi.capacity.prediction;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What pictures of single sizes took: a regression over all sizes cannot follow how attention and caches let the time
 * grow, so it is corrected for measured sizes. Immutable.
 *
 * @param latest one measurement for each size, the one that was measured last at the end
 */
record MeasuredSizes(List<Measured> latest) {

    static final MeasuredSizes NONE = new MeasuredSizes(List.of());

    /** So many numbers of its state belong to one size. */
    private static final int NUMBERS = 5;

    /** So many sizes are kept. */
    private static final int MOST = 16;

    /** How much the last one counts; single ones are disturbed by what else runs. */
    private static final double NEW = 0.5;

    private static final double LEAST_FACTOR = 0.1;
    private static final double LARGEST_FACTOR = 10;

    /** @param seconds that this work took */
    record Measured(TimeWork work, double seconds) {

        double factor(Regression seen) {
            var expected = seen.expected(work.features());
            return expected > 0 ? Math.clamp(seconds / expected, LEAST_FACTOR, LARGEST_FACTOR) : 1;
        }
    }

    /**
     * The same after one more attempt that ended.
     *
     * @param before what was seen before it
     */
    MeasuredSizes with(TimeWork work, double seconds, Regression before) {
        var others = new ArrayList<>(latest);
        var known = others.removeIf(measured -> measured.work().pixels() == work.pixels());
        var expected = before.expected(work.features()) * factor(work, before);
        others.add(new Measured(work, known ? NEW * seconds + (1 - NEW) * expected : seconds));
        return new MeasuredSizes(List.copyOf(others.subList(Math.max(0, others.size() - MOST), others.size())));
    }

    /** Without this size and larger ones. */
    MeasuredSizes below(long pixels) {
        return new MeasuredSizes(latest.stream()
                .filter(measured -> measured.work().pixels() < pixels)
                .toList());
    }

    /** The pixels of the largest picture that was measured, 0 if none was. */
    long largest() {
        return latest.stream()
                .mapToLong(measured -> measured.work().pixels())
                .max()
                .orElse(0);
    }

    /** How many times as long as by the regression a picture takes; 1 if nothing is known. */
    double factor(TimeWork work, Regression seen) {
        Measured below = null;
        Measured above = null;
        for (var measured : latest) {
            var pixels = measured.work().pixels();
            if (pixels <= work.pixels()
                    && (below == null || pixels > below.work().pixels())) {
                below = measured;
            }
            if (pixels >= work.pixels()
                    && (above == null || pixels < above.work().pixels())) {
                above = measured;
            }
        }
        return between(below, above, work.pixels(), seen);
    }

    private static double between(@Nullable Measured below, @Nullable Measured above, long pixels, Regression seen) {
        if (below == null || above == null) {
            var nearest = below == null ? above : below;
            return nearest == null ? 1 : nearest.factor(seen);
        }
        var range = (double) (above.work().pixels() - below.work().pixels());
        var share = range == 0 ? 0 : (pixels - below.work().pixels()) / range;
        return (1 - share) * below.factor(seen) + share * above.factor(seen);
    }

    /** All of it, as numbers that {@link #of} takes back. */
    List<Double> state() {
        return latest.stream()
                .flatMap(measured -> Stream.of(
                        (double) measured.work().images(),
                        (double) measured.work().steps(),
                        (double) measured.work().predictions(),
                        (double) measured.work().pixels(),
                        measured.seconds()))
                .toList();
    }

    /** Without what are not the numbers that {@link #state} gives. */
    static MeasuredSizes of(List<Double> state) {
        var sizes = new ArrayList<Measured>();
        for (int i = 0; i + NUMBERS <= state.size() && sizes.size() < MOST; i += NUMBERS) {
            var numbers = state.subList(i, i + NUMBERS);
            if (numbers.stream().allMatch(number -> number > 0 && number < Long.MAX_VALUE)) {
                var work = new TimeWork(
                        numbers.get(0).intValue(),
                        numbers.get(1).intValue(),
                        numbers.get(2).intValue(),
                        numbers.get(3).longValue());
                sizes.add(new Measured(work, numbers.get(4)));
            }
        }
        return new MeasuredSizes(List.copyOf(sizes));
    }
}
