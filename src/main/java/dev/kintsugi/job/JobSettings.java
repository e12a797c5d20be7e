package dev.kintsugi.job;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The queue of jobs. */
@ConfigMapping(prefix = "kintsugi.jobs")
public interface JobSettings {

    /** The most jobs that may wait. One more is refused with {@code Retry-After}. */
    @WithDefault("64")
    @AllowedValues(from = "1", to = "1000000")
    int queue();

    /** What single kinds of jobs may take of it, so that one kind cannot keep the others out. */
    Kinds kinds();

    /** Limits of each kind. */
    interface Kinds {

        KindLimit image();

        KindLimit tensor();
    }

    /** Limits of one kind, beside those of all; without any it may take all there is. */
    interface KindLimit {

        /** The most jobs of this kind that may wait; by default as many as of all kinds. */
        @AllowedValues(from = "1", to = "1000000")
        Optional<Integer> queue();

        /** The most jobs of this kind that run at the same time; jobs computed together count as one. By default no limit of its own. */
        @AllowedValues(from = "1", to = "1024")
        Optional<Integer> concurrency();
    }

    /** The number of jobs waiting for a person whose checkpoints are kept. */
    @WithDefault("64")
    @AllowedValues(from = "0")
    int parked();

    /** How often a job is started, counting restarts after the end of its process. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    int attempts();

    /**
     * After so many kills of the process during a job it runs at half the width and height. It is refused if nothing of
     * it can be made smaller, or its caller does not allow that.
     */
    @WithDefault("2")
    @AllowedValues(from = "1")
    int lighterAfter();

    /**
     * How often a job is computed whose result cannot be stored although the process lives. An outage of the store
     * counts once.
     */
    @WithDefault("5")
    @AllowedValues(from = "1")
    int lostAttempts();

    /** A process that sends no heartbeat for so long counts as dead, and its jobs are reassigned. */
    @WithDefault("9s")
    @AllowedValues(from = "1ms")
    Duration lease();

    /** Denoising that takes longer is checkpointed, so that a restarted job resumes from there. */
    @WithDefault("1s")
    @AllowedValues(from = "0s")
    Duration checkpointAfter();

    /** How long running jobs may take at shutdown. The rest is restarted by the next process. */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration drain();

    /** How long returning unfinished jobs to the store may take at shutdown. */
    @WithDefault("2s")
    @AllowedValues(from = "0s")
    Duration handBack();

    /** How often a process renews its leases and deletes old jobs. */
    @WithDefault("5s")
    @AllowedValues(from = "1ms")
    Duration heartbeat();

    /** How often the store is swept for abandoned jobs. */
    @WithDefault("1s")
    @AllowedValues(from = "1ms")
    Duration sweepEvery();
}
