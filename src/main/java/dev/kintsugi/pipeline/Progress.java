package dev.kintsugi.pipeline;

import java.time.Duration;

/**
 * What a generation tells while it works. Items are what it makes, such as the pictures of one request; they count from 0.
 * Stages are told by their {@linkplain Stage#code codes}.
 */
public sealed interface Progress {

    /**
     * A step was done.
     *
     * @param stage of which stage
     * @param item of which item
     * @param items of how many
     * @param step which, from 1
     * @param steps of how many
     */
    record Step(String stage, int item, int items, int step, int steps) implements Progress {}

    /**
     * What an item looks like so far.
     *
     * @param stage that is at work
     * @param item which item
     * @param index which preview of it, from 0
     * @param type the format of the content
     * @param content the preview
     */
    record Preview(String stage, int item, int index, MediaType type, byte[] content) implements Progress {}

    /**
     * More of an item that grows, such as a text. It is told at once and never written; all deltas of an item together are the
     * item, so none replaces another.
     */
    record Delta(int item, String text) implements Progress {}

    /** A stage is complete; its result is kept. */
    record StageDone(String stage, int item, Duration took) implements Progress {}

    /** A stage need not be computed: its result was kept before the process ended. */
    record Resumed(String stage, int item) implements Progress {}

    /** Something that the caller should know although nothing failed. */
    record Warning(String text) implements Progress {}
}
