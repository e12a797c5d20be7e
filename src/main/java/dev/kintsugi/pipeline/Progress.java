package dev.kintsugi.pipeline;

import java.time.Duration;

/** What a generation tells while it works. */
public sealed interface Progress {

    /**
     * A step was done.
     *
     * @param stage of which stage
     * @param image of which picture, from 0
     * @param images of how many
     * @param step which, from 1
     * @param steps of how many
     */
    record Step(Stage stage, int image, int images, int step, int steps) implements Progress {}

    /**
     * What the picture looks like so far.
     *
     * @param image of which picture, from 0
     * @param index which preview of it, from 0
     * @param png the preview
     */
    record Preview(int image, int index, byte[] png) implements Progress {}

    /** A stage is complete; its result is kept. */
    record StageDone(Stage stage, int image, Duration took) implements Progress {}

    /** A stage need not be computed: its result was kept before the process ended. */
    record Resumed(Stage stage, int image) implements Progress {}

    /** Something that the caller should know although nothing failed. */
    record Warning(String text) implements Progress {}
}
