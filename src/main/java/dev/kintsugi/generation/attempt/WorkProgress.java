package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.ProgressListener;
import java.util.Locale;

/** Counts how much of its work an attempt has done, and hands every message on. */
final class WorkProgress implements ProgressListener {

    private final Generation generation;
    private volatile double share;

    WorkProgress(Generation generation) {
        this.generation = generation;
    }

    @Override
    public void on(Progress progress) {
        if (progress instanceof Progress.Step(var _, int item, int items, int step, int steps)) {
            share = (item + (double) step / steps) / items;
        }
        if (progress instanceof Progress.Warning(var text)) {
            generation.warned(text);
        }
        generation.audience().listener().on(progress);
    }

    /** From 0 to 1, as texts of failures have it. */
    String text() {
        return String.format(Locale.ROOT, "%.4f", Math.min(1, share));
    }
}
