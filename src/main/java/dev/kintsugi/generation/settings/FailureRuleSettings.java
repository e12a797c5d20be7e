package dev.kintsugi.generation.settings;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** An operator's rule about exceptions, which overrides the built-in ones. */
@ConfigMapping(prefix = "kintsugi.failures")
public interface FailureRuleSettings {

    /** Rules that come before all others, the first that matches wins. */
    List<Rule> rules();

    /** At least one of exception, code and message must be there; all that are there must match. */
    interface Rule {

        /** The full or simple name of the class of the exception, or of a superclass, such as {@code IOException}. */
        Optional<String> exception();

        /** The code of the library: of ONNX Runtime such as {@code ORT_FAIL}, an SQLState or an HTTP status. */
        Optional<String> code();

        /** A regular expression that occurs in the message. */
        Optional<String> message();

        /** The code or an alias of the failure type. */
        String type();
    }
}
