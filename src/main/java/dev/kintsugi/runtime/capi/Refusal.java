package dev.kintsugi.runtime.capi;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What ONNX Runtime's arena says when its limit is reached.
 *
 * @param available bytes that could still be taken
 * @param requested bytes that were asked for
 */
public record Refusal(long available, long requested) {

    private static final Pattern TEXT =
            Pattern.compile("Available memory of (\\d{1,18}) is smaller than requested bytes of (\\d{1,18})");

    /** What a text says; empty if it is about something else. */
    public static Optional<Refusal> in(String text) {
        var found = TEXT.matcher(text);
        return found.find()
                ? Optional.of(new Refusal(Long.parseLong(found.group(1)), Long.parseLong(found.group(2))))
                : Optional.empty();
    }
}
