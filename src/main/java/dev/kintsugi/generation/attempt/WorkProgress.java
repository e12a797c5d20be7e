package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.Stage;
import java.util.Locale;

/** Counts how much of its work an attempt has done, and hands every message on. */
final class WorkProgress implements ProgressListener {

    private final ProgressListener next;
    private volatile double share;

    WorkProgress(ProgressListener next) {
        this.next = next;
    }

    @Override
    public void on(Progress progress) {
        if (progress instanceof Progress.Step(Stage stage, int image, int images, int step, int steps)
                && stage == Stage.DENOISE) {
            share = (image + (double) step / steps) / images;
        }
        next.on(progress);
    }

    /** From 0 to 1, as texts of failures have it. */
    String text() {
        return String.format(Locale.ROOT, "%.4f", Math.min(1, share));
    }
}
