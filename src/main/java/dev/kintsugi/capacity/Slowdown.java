package dev.kintsugi.capacity;

/**
 * What is known of attempts that were stopped: from some size on they take longer than sizes that were seen would let
 * expect, by this much at least. Of smaller pictures that is true the less the smaller they are, by the square of their
 * pixels, as attention is. Learned from what did not end, so whatever does end corrects it.
 *
 * @param pixels of the picture that was stopped
 * @param share by which that takes longer, 1 for twice as long
 */
record Slowdown(double pixels, double share) {

    /** One attempt in so many makes it forget itself, where none tells more. */
    private static final double FADES = 31.0 / 32;

    /** An attempt tells something of it where at least this much of it should have been noticed. */
    private static final double TELLING = 0.25;

    /** How much longer a picture of this size takes, as a share. */
    double of(long other) {
        return share * near(other);
    }

    /**
     * The same after an attempt that ended.
     *
     * @param seen how much longer it took than expected without this
     */
    Slowdown after(long other, double seen) {
        return near(other) < TELLING
                ? new Slowdown(pixels, share * FADES)
                : new Slowdown(pixels, Math.clamp(seen / near(other), 0, share));
    }

    boolean isForgotten() {
        return share < 0.01;
    }

    private double near(long other) {
        var ratio = Math.min(1, other / pixels);
        return ratio * ratio;
    }
}
