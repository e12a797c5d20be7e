package dev.kintsugi.capacity.prediction;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pictures of single sizes took: a regression over all sizes cannot follow how attention and caches let the time
 * grow, so it is corrected for measured sizes. Immutable.
 *
 * @param latest one measurement for each size, the one that was measured last at the end
 */
record MeasuredSizes(List<MeasuredSize> latest) {

    static final MeasuredSizes NONE = new MeasuredSizes(List.of());

    /** So many sizes are kept. */
    private static final int MOST = 16;

    /** How much the last one counts; single ones are disturbed by what else runs. */
    private static final double NEW = 0.5;

    /**
     * The same after one more attempt that ended.
     *
     * @param before what was seen before it
     */
    MeasuredSizes with(TimeWork work, double seconds, Regression before) {
        var others = new ArrayList<>(latest);
        var known = others.removeIf(measured -> measured.pixels() == work.pixels());
        var expected = before.expected(work.features()) * factor(work, before);
        others.add(new MeasuredSize(work, known ? NEW * seconds + (1 - NEW) * expected : seconds));
        return new MeasuredSizes(List.copyOf(others.subList(Math.max(0, others.size() - MOST), others.size())));
    }

    /** Without this size and larger ones. */
    MeasuredSizes below(long pixels) {
        return new MeasuredSizes(
                latest.stream().filter(measured -> measured.pixels() < pixels).toList());
    }

    /** The pixels of the largest picture that was measured, 0 if none was. */
    long largest() {
        return latest.stream().mapToLong(measured -> measured.pixels()).max().orElse(0);
    }

    /** How many times as long as by the regression a picture takes; 1 if nothing is known. */
    double factor(TimeWork work, Regression seen) {
        MeasuredSize below = null;
        MeasuredSize above = null;
        for (var measured : latest) {
            var pixels = measured.pixels();
            if (pixels <= work.pixels() && (below == null || pixels > below.pixels())) {
                below = measured;
            }
            if (pixels >= work.pixels() && (above == null || pixels < above.pixels())) {
                above = measured;
            }
        }
        return between(below, above, work.pixels(), seen);
    }

    private static double between(
            @Nullable MeasuredSize below, @Nullable MeasuredSize above, long pixels, Regression seen) {
        if (below == null || above == null) {
            var nearest = below == null ? above : below;
            return nearest == null ? 1 : nearest.factor(seen);
        }
        var range = (double) (above.pixels() - below.pixels());
        var share = range == 0 ? 0 : (pixels - below.pixels()) / range;
        return (1 - share) * below.factor(seen) + share * above.factor(seen);
    }

    /** All of it, as numbers that {@link #of} takes back. */
    List<Double> state() {
        return latest.stream().flatMap(measured -> measured.state().stream()).toList();
    }

    /** Without what are not the numbers that {@link #state} gives. */
    static MeasuredSizes of(List<Double> state) {
        var sizes = new ArrayList<MeasuredSize>();
        for (int i = 0; i + MeasuredSize.NUMBERS <= state.size() && sizes.size() < MOST; i += MeasuredSize.NUMBERS) {
            MeasuredSize.of(state.subList(i, i + MeasuredSize.NUMBERS)).ifPresent(sizes::add);
        }
        return new MeasuredSizes(List.copyOf(sizes));
    }
}
