package dev.kintsugi.api.jobs;

import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The header {@code Prefer} (RFC 7240): what it says of waiting. What is not understood is ignored, as the RFC demands. */
final class Preference {

    private static final Pattern WAIT = Pattern.compile("(?i)(?:^|[,;\\s])wait\\s*=\\s*\"?(\\d{1,6})\"?(?:$|[,;\\s])");
    private static final int LONGEST_SECONDS = 300;

    private Preference() {}

    /** How long the caller would wait, five minutes at most; zero if it would not. */
    static Duration wait(@Nullable String header) {
        var found = WAIT.matcher(header == null ? "" : header);
        return found.find()
                ? Duration.ofSeconds(Math.min(LONGEST_SECONDS, Long.parseLong(found.group(1))))
                : Duration.ZERO;
    }
}
