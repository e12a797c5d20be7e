package dev.kintsugi.recovery;

import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A rule of whoever runs the service: an exception that has this name, this code and this in its message stands for this
 * type. What is empty matches everything.
 *
 * @param exception the full or simple name of the exception's class or of one that it extends
 * @param code the code that the library gives it, see {@link FailureClassifier#code}
 * @param message a pattern that occurs in its message
 * @param type what it stands for
 */
public record FailureRule(
        Optional<String> exception, Optional<String> code, Optional<Pattern> message, FailureType type) {

    /** Patterns may take long on long texts, and what matters stands at the beginning. */
    private static final int LONGEST = 4096;

    public FailureRule {
        if (exception.isEmpty() && code.isEmpty() && message.isEmpty()) {
            throw new IllegalArgumentException("a rule needs an exception, a code or a message");
        }
    }

    boolean matches(Throwable thrown, Function<Throwable, Optional<String>> codes) {
        return exception.map(name -> named(name, thrown.getClass())).orElse(true)
                && code.map(wanted -> codes.apply(thrown).filter(wanted::equals).isPresent())
                        .orElse(true)
                && message.map(pattern -> occurs(pattern, thrown.getMessage())).orElse(true);
    }

    private static boolean named(String name, Class<?> thrown) {
        for (Class<?> type = thrown; type != null; type = type.getSuperclass()) {
            if (name.equals(type.getName()) || name.equals(type.getSimpleName())) {
                return true;
            }
        }
        return false;
    }

    private static boolean occurs(Pattern pattern, @Nullable String message) {
        return message != null
                && pattern.matcher(message.substring(0, Math.min(LONGEST, message.length())))
                        .find();
    }
}
