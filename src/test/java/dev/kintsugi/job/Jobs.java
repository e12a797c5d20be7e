package dev.kintsugi.job;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Execution;
import dev.kintsugi.pipeline.Picture;
import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.SchedulerKind;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.runtime.Device;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** Jobs for tests. */
final class Jobs {

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private Jobs() {}

    static Job queued(RandomGenerator random) {
        var plan = new Plan(
                new Variant(new ModelId("toy"), "1", "fp32", Device.CPU),
                new Picture("a red star", "", new Size(8, 8), 1, 1, 1, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
        return new Job(JobId.random(random), "correlation", plan, NOW, new JobState.Queued());
    }
}
