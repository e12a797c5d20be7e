package dev.kintsugi.ops.settings;

import io.quarkus.runtime.configuration.DurationConverter;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What one setting may be.
 *
 * @param key which setting
 * @param kind of value
 * @param least the smallest value, or the regular expression, or the choices
 * @param most the largest value, or the message if the expression does not match
 * @param byDefault empty if there is none: then an empty value is none, too
 */
record SettingRule(SettingKey key, Kind kind, String least, String most, String byDefault) {

    private static final Set<String> FLAGS =
            Set.of("true", "false", "yes", "no", "y", "n", "on", "off", "1", "0", "t", "f");
    private static final List<String> UNLIMITED = List.of(
            String.valueOf(Integer.MIN_VALUE),
            String.valueOf(Integer.MAX_VALUE),
            String.valueOf(Long.MIN_VALUE),
            String.valueOf(Long.MAX_VALUE),
            "");

    enum Kind {
        WHOLE,
        DECIMAL,
        TIME,
        FLAG,
        CHOICE,
        ADDRESS,
        MATCH,
        TEXT
    }

    /** Reads {@code kind;least;most;default}. */
    static SettingRule of(String key, String rule) {
        var parts = rule.split(";", -1);
        return new SettingRule(
                new SettingKey(key), Kind.valueOf(parts[0].toUpperCase(Locale.ROOT)), parts[1], parts[2], parts[3]);
    }

    /** What is wrong with a value, such as {@code is '0', but must be a whole number from 1 to 9}. */
    Optional<String> problem(String text) {
        var value = text.strip();
        if (value.isEmpty()) {
            return byDefault.isEmpty() ? Optional.empty() : Optional.of("is empty, but must be " + allowed());
        }
        return isRight(value)
                ? Optional.empty()
                : Optional.of("is '" + shortened(value) + "', but must be " + allowed());
    }

    private boolean isRight(String value) {
        try {
            return switch (kind) {
                case WHOLE -> {
                    var number = Long.parseLong(value);
                    yield number >= Long.parseLong(least) && number <= Long.parseLong(most);
                }
                case DECIMAL, TIME -> {
                    var amount = amount(value);
                    yield Double.isFinite(amount)
                            && (least.isEmpty() || amount >= amount(least))
                            && (most.isEmpty() || amount <= amount(most));
                }
                case FLAG -> FLAGS.contains(value.toLowerCase(Locale.ROOT));
                case CHOICE -> Arrays.asList(least.split(",")).contains(value.toLowerCase(Locale.ROOT));
                case ADDRESS -> URI.create(value).getHost() != null;
                case MATCH -> Pattern.matches(least, value);
                case TEXT -> true;
            };
        } catch (IllegalArgumentException e) {
            return false; // it cannot be read as what it should be
        }
    }

    /**
     * A value of numbers that can be compared; a time in seconds.
     *
     * @throws IllegalArgumentException if it is none
     */
    double amount(String value) {
        return kind == Kind.TIME
                ? DurationConverter.parseDuration(value.strip()).toMillis() / 1e3
                : Double.parseDouble(value.strip());
    }

    private String allowed() {
        return switch (kind) {
            case WHOLE -> "a whole number" + range();
            case DECIMAL -> "a number" + range();
            case TIME -> "a time of at least " + least + ", such as 500ms, 10s or 5m";
            case FLAG -> "true or false";
            case CHOICE -> "one of " + least.replace(",", ", ");
            case ADDRESS -> "an address such as https://host:port";
            case MATCH -> most.replaceFirst("^must be ", "");
            case TEXT -> "a text";
        };
    }

    private String range() {
        if (UNLIMITED.contains(least)) {
            return "";
        }
        return UNLIMITED.contains(most) ? " of at least " + least : " from " + least + " to " + most;
    }

    private static String shortened(String value) {
        return value.length() <= 80 ? value : value.substring(0, 80) + "…";
    }
}
