package dev.kintsugi.capacity.prediction;

/**
 * What is known of attempts that were stopped: from some size on they take longer than sizes that were seen would let
 * expect, by this much at least. Of smaller pictures that is true the less the nearer they are to the largest that ended
 * in time, by the square of the distance, as attention is. Learned from what did not end, so whatever does end at such a
 * size corrects it; smaller ones say nothing of it.
 *
 * @param pixels of the picture that was stopped
 * @param share by which that takes longer, 1 for twice as long
 */
record Slowdown(double pixels, double share) {

    /** Old observations fade by this factor if no new ones come. */
    private static final double FADES = 31.0 / 32;

    /**
     * How much longer a picture of this size takes, as a share.
     *
     * @param ended the pixels of the largest picture that was measured since; up to there nothing takes longer
     */
    double of(long other, long ended) {
        var distance = Math.clamp((other - ended) / Math.max(1, pixels - ended), 0, 1);
        return share * distance * distance;
    }

    /**
     * The same after an attempt that ended.
     *
     * @param seen how much longer it took than expected without this
     */
    Slowdown after(long other, double seen) {
        return new Slowdown(pixels, other < pixels ? share * FADES : Math.clamp(seen, 0, share));
    }

    boolean isForgotten() {
        return share < 0.01;
    }
}
