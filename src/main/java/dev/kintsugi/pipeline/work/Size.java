package dev.kintsugi.pipeline.work;

/** A picture's width and height in pixels. */
public record Size(int width, int height) {

    public long pixels() {
        return (long) width * height;
    }

    public int shortSide() {
        return Math.min(width, height);
    }

    @Override
    public String toString() {
        return width + "x" + height;
    }
}
