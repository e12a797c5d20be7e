package dev.kintsugi.runtime.device;

import dev.kintsugi.settings.AllowedValues;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.Optional;

/** The device that networks run on and how much of it they may use. */
@ConfigMapping(prefix = "kintsugi.device")
public interface RuntimeSettings {

    /** More at a time only makes each of them slower. */
    int MOST_RUNS = 4;

    /** {@code auto} (the first GPU that works, else the CPU), {@code cpu} or {@code cuda:0}. */
    @WithParentName
    @WithDefault("auto")
    @AllowedValues(matching = "auto|cpu|cuda:\\d{1,3}", as = "auto, cpu or cuda:<number>")
    String name();

    /**
     * The most memory that networks may use on the device, such as {@code 512M} or {@code 4G}, or {@code unlimited}. By
     * default what a container's limit leaves on the CPU, and no limit elsewhere.
     */
    @AllowedValues(matching = "unlimited|" + Bytes.AMOUNT, as = "an amount such as 512M or 4G, or unlimited")
    Optional<String> memory();

    /** The number of generations that run at the same time; 0: one per core, at most 4. */
    @WithDefault("0")
    @AllowedValues(from = "0", to = "1024")
    int concurrency();

    /** The number of threads of one generation; 0: the cores divided by the concurrency. */
    @WithDefault("0")
    @AllowedValues(from = "0", to = "1024")
    int threads();

    /** Idle models are unloaded after so long; 0 keeps them loaded. */
    @WithDefault("30s")
    @AllowedValues(from = "0s")
    Duration idleAfter();

    /** A stopped run that has not ended after so long is abandoned, with its thread and its session. */
    @WithDefault("5s")
    @AllowedValues(from = "1ms")
    Duration stopGrace();

    /** Loading a model fails if no bytes arrive for so long. */
    @WithDefault("30s")
    @AllowedValues(from = "1ms")
    Duration loadSilence();

    default int concurrentRuns() {
        return concurrency() > 0 ? concurrency() : Math.min(MOST_RUNS, cores());
    }

    default int threadsPerRun() {
        return threads() > 0 ? threads() : Math.max(1, cores() / concurrentRuns());
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    /** The limit in bytes. */
    default Optional<Long> memoryBytes() {
        return memory().filter(amount -> !amount.strip().equalsIgnoreCase(MemoryBudget.UNLIMITED))
                .map(Bytes::parse);
    }
}
