package dev.kintsugi.job;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The queue of jobs. */
@ConfigMapping(prefix = "kintsugi.jobs")
public interface JobSettings {

    /** How many jobs may wait; one more is refused with a time to come back. */
    @WithDefault("64")
    int queue();

    /** Of how many jobs that wait for a person what was finished is kept, so that they can be resumed. */
    @WithDefault("64")
    int parked();
}
