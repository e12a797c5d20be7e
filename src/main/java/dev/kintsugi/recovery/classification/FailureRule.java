package dev.kintsugi.recovery.classification;

import dev.kintsugi.recovery.failure.FailureType;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A custom rule: an exception that has this name, this code and this in its message stands for this
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

    /** How many characters a pattern may read, with all backtracking: some patterns read very many. */
    private static final int MOST_LOOKS = 100_000;

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
        if (message == null) {
            return false;
        }
        try {
            return pattern.matcher(new Bounded(message.substring(0, Math.min(LONGEST, message.length()))))
                    .find();
        } catch (StackOverflowError | TooManyLooks e) {
            return false; // a pattern that takes so much is none that says anything for certain
        }
    }

    private static final class TooManyLooks extends RuntimeException {
        private TooManyLooks() {
            super("a pattern takes too long", null, false, false);
        }
    }

    /** A text whose characters can be read only so often. */
    private static final class Bounded implements CharSequence {

        private final String text;
        private int looks;

        private Bounded(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new TooManyLooks();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
