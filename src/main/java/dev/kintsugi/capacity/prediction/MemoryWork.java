package dev.kintsugi.capacity.prediction;

/**
 * What decides how much memory a picture needs while it is made.
 *
 * @param batch predictions that the UNet makes together: 2 with guidance in one batch, else 1
 * @param pixels of the picture
 * @param decoded pixels that are decoded at once; 0 in tiles, which need the same whatever the picture is
 */
public record MemoryWork(int batch, long pixels, long decoded) {

    static final int FEATURES = 4;

    /** The index of the constant term. */
    static final int CONSTANT = 0;

    /** The index of the squared pixels: attention compares each position with each. */
    static final int SQUARE = 2;

    /** So that numbers are neither large nor small: pictures of 256 × 256. */
    private static final double UNIT = 256 * 256;

    /** None falls as the picture grows, so no prediction with weights that are not negative does. */
    double[] features() {
        var size = pixels / UNIT;
        return new double[] {1, batch * size, batch * size * size, decoded / UNIT};
    }
}
