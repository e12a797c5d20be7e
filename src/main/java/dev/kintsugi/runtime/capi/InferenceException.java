package dev.kintsugi.runtime.capi;

import ai.onnxruntime.OrtException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** An error of ONNX Runtime. {@link OrtFailures} says what it means. */
public final class InferenceException extends RuntimeException {

    /** A text of ONNX Runtime and its public wording, with its groups put in. */
    private record Cause(Pattern text, String told) {

        private Cause(String text, String told) {
            this(Pattern.compile(text), told);
        }
    }

    /** Why a network can never be loaded by this version, whatever is tried. */
    private static final List<Cause> CAUSES = List.of(
            new Cause(
                    "Unsupported model IR version: (\\d+), max supported IR version: (\\d+)",
                    "has the IR version %s, at most %s is supported: export it for an older version of ONNX"),
            new Cause(
                    "Opset (\\d+) is under development.*?for domain (\\S+) is till opset (\\d+)",
                    "needs opset %s of the domain %s, at most %s is supported: export it with an older opset"),
            new Cause(
                    "Opset (\\d+) is under development",
                    "needs opset %s, which is not supported: export it with an older one"),
            new Cause(
                    "Fatal error: ([^\\s(]+)\\(.*?is not a registered function/op",
                    "needs the operator %s, which ONNX Runtime does not have"),
            new Cause(
                    "No Op registered for (\\S+) with domain_version of (\\d+)",
                    "needs the operator %s (version %s), which ONNX Runtime does not have"),
            new Cause(
                    "Could not find an implementation for ([^\\s(]+)",
                    "needs the operator %s in a form that this device has no implementation of"));

    public InferenceException(OrtException cause) {
        super(cause.getMessage(), cause);
    }

    /** Why a network can never be loaded, as words about it; empty if that is not the reason. */
    public Optional<String> incompatibility() {
        var message = String.valueOf(getMessage());
        for (var cause : CAUSES) {
            var matcher = cause.text().matcher(message);
            if (matcher.find()) {
                var groups = new Object[matcher.groupCount()];
                for (int i = 0; i < groups.length; i++) {
                    groups[i] = matcher.group(i + 1);
                }
                return Optional.of(String.format(cause.told(), groups));
            }
        }
        return Optional.empty();
    }
}
