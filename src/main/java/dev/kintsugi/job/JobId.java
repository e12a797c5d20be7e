package dev.kintsugi.job;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * The name of a job, impossible to guess.
 *
 * @param value {@code job_} and 32 hexadecimal digits
 */
public record JobId(String value) {

    private static final Pattern VALID = Pattern.compile("job_[0-9a-f]{32}");

    public static JobId random(RandomGenerator random) {
        var bytes = new byte[16];
        random.nextBytes(bytes);
        return new JobId("job_" + HexFormat.of().formatHex(bytes));
    }

    /** Reads what a client wrote; nothing if it cannot be the name of a job. */
    public static Optional<JobId> of(String text) {
        return VALID.matcher(text).matches() ? Optional.of(new JobId(text)) : Optional.empty();
    }

    @Override
    public String toString() {
        return value;
    }
}
