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

/**
 * The explanation of a kind of failure for a person. The texts are in {@code help-text.properties} beside this class.
 *
 * @param title a few words, the same for every occurrence (RFC 9457 "title")
 * @param message what happened, in plain words
 * @param suggestions what to do next, at most seven
 * @param seconds the typical time until it is resolved by itself; 0 if a person has to act
 */
public record HelpText(String title, String message, List<String> suggestions, int seconds) {

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
