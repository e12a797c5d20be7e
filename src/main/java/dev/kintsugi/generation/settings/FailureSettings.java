package dev.kintsugi.generation.settings;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an operator wants treated otherwise than by default, by the code or an alias of the kind of failure. */
@ConfigMapping(prefix = "kintsugi.failures")
public interface FailureSettings {

    /** By type, such as {@code kintsugi.failures.types.vram_exhaustion.severity=critical}. */
    Map<String, TypeSettings> types();

    /** What can be set of one type; what is not set stays. */
    interface TypeSettings {

        /** {@code low}, {@code medium}, {@code high} or {@code critical}. */
        Optional<String> severity();

        /** The HTTP status that reports it, 400 to 599. */
        Optional<Integer> status();

        /** Whether the very same request may succeed later. */
        Optional<Boolean> retryable();

        /** The strategies in their order, such as {@code automatic_repair,intelligent_fallback}. */
        Optional<List<String>> strategies();

        /** A few words. */
        Optional<String> title();

        /** What happened, in plain words. */
        Optional<String> message();

        /** What to do next, at most seven. */
        Optional<List<String>> suggestions();

        /** How often the very same is tried again. */
        Optional<Integer> retries();

        /** The pause before the first of these; doubled for each further one. */
        Optional<Duration> retryDelay();

        /** No such pause is longer. */
        Optional<Duration> longestRetryDelay();

        /** The typical seconds until it is resolved by itself; 0 if a person has to act. */
        Optional<Integer> seconds();
    }
}
