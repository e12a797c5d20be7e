package dev.kintsugi.generation;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What whoever runs the service knows better about failures than the service does. */
@ConfigMapping(prefix = "kintsugi.failures")
public interface FailureSettings {

    /** What is treated otherwise than by default, by type, such as {@code kintsugi.failures.types.vram_exhaustion.severity=critical}. */
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

        /** The typical seconds until it is resolved by itself; 0 where somebody has to act. */
        Optional<Integer> seconds();
    }

    /** Rules that come before all others, the first that matches wins. */
    List<Rule> rules();

    /** At least one of exception, code and message must be there; all that are there must match. */
    interface Rule {

        /** The full or simple name of the exception's class or of one that it extends, such as {@code IOException}. */
        Optional<String> exception();

        /** The code that the library gives it: of ONNX Runtime such as {@code ORT_FAIL}, an SQLState or an HTTP status. */
        Optional<String> code();

        /** A regular expression that occurs in its message. */
        Optional<String> message();

        /** The code or an alias of the failure type that it stands for. */
        String type();
    }
}
