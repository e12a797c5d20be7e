package dev.kintsugi.job;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** The queue of jobs. */
@ConfigMapping(prefix = "kintsugi.jobs")
public interface JobSettings {

    /** How many jobs may wait; one more is refused with a time to come back. */
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

        /** How many of its jobs may wait. */
        @AllowedValues(from = "1", to = "1000000")
        Optional<Integer> queue();

        /** How many of its jobs may run at the same time; those that are computed together count as one. */
        @AllowedValues(from = "1", to = "1024")
        Optional<Integer> concurrency();
    }

    /** Of how many jobs that wait for a person what was finished is kept, so that it is not computed again. */
    @WithDefault("64")
    @AllowedValues(from = "0")
    int parked();

    /** How often a job is begun again because its process ended, the first time included. */
    @WithDefault("3")
    @AllowedValues(from = "1")
    int attempts();

    /** After how many kills of the process while it ran a request is computed with far less memory, or refused. */
    @WithDefault("2")
    @AllowedValues(from = "1")
    int lighterAfter();

    /** How often a job is computed whose end cannot be written although the process lives; an outage of the store counts once. */
    @WithDefault("5")
    @AllowedValues(from = "1")
    int lostAttempts();

    /**
     * After which time without a sign of life a process is taken for dead and its jobs are begun elsewhere: a little less
     * than two heartbeats, so that they are within two.
     */
    @WithDefault("9s")
    @AllowedValues(from = "1ms")
    Duration lease();

    /** What takes longer is kept when it is finished, so that a job whose process has ended goes on from there. */
    @WithDefault("1s")
    @AllowedValues(from = "0s")
    Duration checkpointAfter();

    /** How long jobs that run may take to be finished when the service ends; then they are given back. */
    @WithDefault("10s")
    @AllowedValues(from = "0s")
    Duration drain();

    /** How long giving them back may take. */
    @WithDefault("2s")
    @AllowedValues(from = "0s")
    Duration handBack();

    /** How often a process gives a sign of life, and old jobs are forgotten. */
    @WithDefault("5s")
    @AllowedValues(from = "1ms")
    Duration heartbeat();

    /** How often the store is swept for abandoned jobs. */
    @WithDefault("1s")
    @AllowedValues(from = "1ms")
    Duration sweepEvery();
}
