package dev.kintsugi.recovery.failure;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The explanation of a kind of failure for a person. The texts are in {@code help-text.properties} beside this class.
 *
 * @param title a few words, the same for every occurrence (RFC 9457 "title")
 * @param message what happened, in plain words
 * @param suggestions what to do next, at most seven; one that begins with a kind of work in brackets, such as
 *     {@code [image]}, is for that kind only
 * @param seconds the typical time until it is resolved by itself; 0 if a person has to act
 */
public record HelpText(String title, String message, List<String> suggestions, int seconds) {

    private static final Pattern MARKED = Pattern.compile("(?:\\[([a-z]+)] )?(.*)", Pattern.DOTALL);
    private static final int KIND = 1;
    private static final int TEXT = 2;
    private static final Map<FailureType, HelpText> ALL = load();

    public HelpText {
        suggestions = List.copyOf(suggestions);
    }

    public static HelpText of(FailureType type) {
        var guidance = ALL.get(type);
        if (guidance == null) {
            throw new IllegalStateException("no guidance for " + type);
        }
        return guidance;
    }

    /**
     * The suggestions for a kind of work, without the marks of kinds.
     *
     * @param kind of the work that failed; empty if it is not known
     */
    public List<String> suggestionsFor(String kind) {
        return suggestions.stream()
                .map(MARKED::matcher)
                .filter(Matcher::matches)
                .filter(one -> one.group(KIND) == null
                        || kind.isEmpty()
                        || one.group(KIND).equals(kind))
                .map(one -> one.group(TEXT))
                .toList();
    }

    private static Map<FailureType, HelpText> load() {
        var texts = new Properties();
        try (var in = HelpText.class.getResourceAsStream("help-text.properties")) {
            if (in == null) {
                throw new IllegalStateException("help-text.properties is missing");
            }
            texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var all = new EnumMap<FailureType, HelpText>(FailureType.class);
        for (var type : FailureType.values()) {
            all.put(type, read(texts, type.code()));
        }
        return all;
    }

    private static HelpText read(Properties texts, String code) {
        return new HelpText(
                text(texts, code + ".title"),
                text(texts, code + ".message"),
                Arrays.stream(text(texts, code + ".suggestions").split(" \\| "))
                        .map(String::strip)
                        .toList(),
                Integer.parseInt(text(texts, code + ".seconds").strip()));
    }

    private static String text(Properties texts, String key) {
        var text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("help-text.properties lacks " + key);
        }
        return text;
    }
}
