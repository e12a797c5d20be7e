package dev.kintsugi.report.metric;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** The upper bounds of histograms, in milliseconds. Fixed, so that the histograms of all instances can be added. */
public enum Buckets {
    /** HTTP requests, from an answer out of memory to a slow generation. */
    REQUEST(5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000),
    /** Waiting in the queue. */
    QUEUE(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 300_000),
    /** One stage of a pipeline. */
    STAGE(1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000),
    /** One recovery step with the attempt that follows. */
    RECOVERY(10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000),
    /** A job from acceptance to its end. */
    JOB(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000),
    /** Those that OpenTelemetry's conventions for generative AI advise. */
    GEN_AI(10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 10_240, 20_480, 40_960, 81_920),
    /** Of what is no histogram. */
    NONE();

    private final List<Duration> bounds;

    Buckets(long... milliseconds) {
        this.bounds = Arrays.stream(milliseconds).mapToObj(Duration::ofMillis).toList();
    }

    /** The upper bounds, ascending. */
    public List<Duration> bounds() {
        return bounds;
    }
}
