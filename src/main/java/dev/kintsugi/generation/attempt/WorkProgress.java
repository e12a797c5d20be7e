package dev.kintsugi.generation.attempt;

import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.ProgressListener;
import dev.kintsugi.pipeline.remedy.TimeReport;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Measures how much of its work an attempt has done and how fast, and hands every message on. */
final class WorkProgress implements ProgressListener {

    /** A step that ended: how much of the work was done then, and how much a step is. */
    private record Mark(double share, double step, Instant at) {}

    private final Generation generation;
    private final InstantSource clock;
    private final Instant begun;
    private volatile @Nullable Mark first;
    private volatile @Nullable Mark last;

    /** @param clock that the attempt begins now by */
    WorkProgress(Generation generation, InstantSource clock) {
        this.generation = generation;
        this.clock = clock;
        this.begun = clock.instant();
    }

    @Override
    public void on(Progress progress) {
        if (progress instanceof Progress.Step(var _, int item, int items, int step, int steps)) {
            var mark = new Mark((item + (double) step / steps) / items, 1.0 / steps / items, clock.instant());
            if (first == null) {
                first = mark;
            }
            last = mark;
        }
        if (progress instanceof Progress.Warning(var text)) {
            generation.warned(text);
        }
        generation.audience().listener().on(progress);
    }

    /**
     * What is known when it ends now.
     *
     * @param loaded whether the model was loaded before it began
     * @param allowed the time that it might take
     */
    TimeReport report(boolean loaded, Duration allowed) {
        var reached = last;
        return new TimeReport(reached == null ? 0 : Math.min(1, reached.share()), loaded, allowed, needed(loaded));
    }

    /**
     * How long all of the work takes: the steps as they came after the first one, before which a model may have been loaded
     * and which is slower than the others, and what came before them if it comes every time. The step that was under way
     * counts as well, as it may be the slow one. Empty if only one step has ended.
     */
    private Optional<Duration> needed(boolean loaded) {
        var from = first;
        var to = last;
        if (from == null || to == null || to.share() <= from.share()) {
            return Optional.empty();
        }
        var ended = seconds(from.at(), to.at()) / (to.share() - from.share());
        var underWay = seconds(from.at(), clock.instant()) / (to.share() + to.step() - from.share());
        var steps = Math.max(ended, underWay);
        var before = loaded ? Math.max(0, seconds(begun, from.at()) - from.step() * steps) : 0;
        return Optional.of(Duration.ofNanos((long) ((before + steps) * 1e9)));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
