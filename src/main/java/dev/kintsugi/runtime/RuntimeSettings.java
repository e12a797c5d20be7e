package dev.kintsugi.runtime;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.util.Optional;

/** The device that networks run on and how much of it they may use. */
@ConfigMapping(prefix = "kintsugi.device")
public interface RuntimeSettings {

    /** {@code auto} (the first GPU that works, else the CPU), {@code cpu} or {@code cuda:0}. */
    @WithParentName
    @WithDefault("auto")
    String name();

    /** The most memory that networks may use on the device, such as {@code 512M} or {@code 4G}; no limit by default. */
    Optional<String> memory();

    /** Threads that compute one operator; 0 for as many as there are cores. */
    @WithDefault("0")
    int threads();

    /** Generations that run at the same time; 0 for one per two cores. */
    @WithDefault("0")
    int concurrency();

    default int threadsPerRun() {
        return threads() > 0 ? threads() : Runtime.getRuntime().availableProcessors();
    }

    default int concurrentRuns() {
        return concurrency() > 0
                ? concurrency()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    }

    /** The limit in bytes. */
    default Optional<Long> memoryBytes() {
        return memory().map(Bytes::parse);
    }
}
