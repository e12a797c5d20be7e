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

        /** The severity: {@code low}, {@code medium}, {@code high} or {@code critical}. */
        Optional<String> severity();

        /** The HTTP status, from 400 to 599. */
        Optional<Integer> status();

        /** Whether the same request may succeed later. */
        Optional<Boolean> retryable();

        /** The recovery strategies in order, such as {@code automatic_repair,intelligent_fallback}. */
        Optional<List<String>> strategies();

        /** The title of the problem document. */
        Optional<String> title();

        /** What happened, in plain words. */
        Optional<String> message();

        /** What to do next, at most seven. */
        Optional<List<String>> suggestions();

        /** The most retries of the unchanged request. */
        Optional<Integer> retries();

        /** The pause before the first retry, doubled before each further one. */
        Optional<Duration> retryDelay();

        /** The longest pause before a retry. */
        Optional<Duration> longestRetryDelay();

        /** The typical number of seconds until it is resolved by itself; 0 if a person has to act. */
        Optional<Integer> seconds();
    }
}
