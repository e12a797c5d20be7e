package dev.kintsugi.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** OpenAI's field {@code quality}: how many steps are meant if their number is not given. */
public final class Quality {

    /** All its values, as a regular expression. */
    public static final String VALUES = "auto|low|medium|high|standard|hd";

    private static final int LOW_STEPS = 10;
    private static final int HIGH_STEPS = 40;

    private Quality() {}

    /** The number of steps; nothing if the model's own number is meant. */
    public static Optional<Integer> steps(@Nullable String quality) {
        return switch (quality == null ? "auto" : quality) {
            case "low" -> Optional.of(LOW_STEPS);
            case "high", "hd" -> Optional.of(HIGH_STEPS);
            default -> Optional.empty();
        };
    }
}
