package dev.kintsugi.capacity.prediction;

/**
 * What decides how long an attempt takes.
 *
 * @param images that are drawn, one after the other
 * @param steps of each
 * @param predictions that the UNet makes in each step: 2 with guidance, else 1
 * @param pixels of each picture
 */
public record TimeWork(int images, int steps, int predictions, long pixels) {

    static final int FEATURES = 4;

    /** Most of the time is that of the steps: the first observations, disturbed as they are, must not say otherwise. */
    private static final double DOUBT = 0.2;

    /** So that numbers are neither large nor small: pictures of 256 × 256. */
    private static final double UNIT = 256 * 256;

    /** In which of the features it is doubted that they count, as {@link Regression#of(double...)} takes them. */
    static double[] doubts() {
        return new double[] {DOUBT, 0, 0, DOUBT};
    }

    /** What is the same for all, each step, each step by its size, and decoding. */
    double[] features() {
        var all = (double) images * steps * predictions;
        var size = pixels / UNIT;
        return new double[] {1, all / 10, all / 10 * size, images * size};
    }
}
