package dev.kintsugi.job.queue;

import dev.kintsugi.job.JobSettings;
import dev.kintsugi.job.JobSettings.KindLimit;
import java.util.Map;

/** How many jobs of each kind may wait and run. */
record KindLimits(Map<String, KindLimit> limits) {

    static KindLimits of(JobSettings settings) {
        return new KindLimits(Map.of(
                "image", settings.kinds().image(),
                "tensor", settings.kinds().tensor()));
    }

    /** How many of a kind may wait. */
    int queue(String kind) {
        var limit = limits.get(kind);
        return limit == null ? Integer.MAX_VALUE : limit.queue().orElse(Integer.MAX_VALUE);
    }

    /** How many of a kind may run. */
    int concurrency(String kind) {
        var limit = limits.get(kind);
        return limit == null ? Integer.MAX_VALUE : limit.concurrency().orElse(Integer.MAX_VALUE);
    }
}
