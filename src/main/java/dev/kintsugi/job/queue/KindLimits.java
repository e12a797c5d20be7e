package dev.kintsugi.job.queue;

import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSettings.KindLimit;
import dev.kintsugi.pipeline.work.WorkKind;

/** How many jobs of each kind may wait and run. */
record KindLimits(JobSettings settings) {

    /** How many of a kind may wait, which is no more than of all kinds together. */
    int queue(WorkKind kind) {
        return Math.min(settings.queue(), limit(kind).queue().orElse(Integer.MAX_VALUE));
    }

    /** How many workers a kind may have. */
    int concurrency(WorkKind kind) {
        return limit(kind).concurrency().orElse(Integer.MAX_VALUE);
    }

    private KindLimit limit(WorkKind kind) {
        return switch (kind) {
            case IMAGE -> settings.kinds().image();
            case TENSOR -> settings.kinds().tensor();
        };
    }
}
