package dev.kintsugi.corpus;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Messages without what differs from run to run and from machine to machine. */
final class Normal {

    private static final int LONGEST = 400;

    private static final List<Map.Entry<Pattern, String>> RULES = List.of(
            rule("\\s+", " "),
            rule("/[^ :\"'\\[\\]]*junit-?\\d+", "<folder>"),
            rule("<folder>/b\\d+\\b", "<folder>"),
            rule("(?<![\\w<>])/[^ :\"']*/(?=[\\w.]+\\.(cc|h|so|cpp|cu)\\b)", "<path>/"),
            rule("(?<=\\.(cc|h|cpp|cu)):\\d+", ""),
            rule("(localhost|127\\.0\\.0\\.1|\\[?::1\\]?|<folder>)([:/])\\d{4,5}\\b", "$1$2<port>"),
            rule("(?i)(process|transaction) \\d+", "$1 <id>"),
            rule("port \\d+", "port <port>"),
            rule("@[0-9a-f]{5,}", "@<id>"),
            rule("0x[0-9a-f]+", "<address>"),
            rule("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uuid>"),
            rule("allocated: \\d+, limit: \\d+", "allocated: <bytes>, limit: <bytes>"),
            rule("Expected: \\S+", "Expected: <key>"),
            rule("locale \\w+", "locale <locale>"),
            rule("(?<=failed to decrypt safe contents entry): .*", ""), // depends on random bytes of the file
            rule("java.library.path: .*", "java.library.path: <path>"),
            rule("\\w{3} \\w{3} \\d\\d \\d\\d:\\d\\d:\\d\\d \\w+ \\d{4}", "<date>"),
            rule(
                    "Name or service not known|Temporary failure in name resolution|No address associated.*",
                    "<resolver>"));

    private Normal() {}

    private static Map.Entry<Pattern, String> rule(String pattern, String replacement) {
        return Map.entry(Pattern.compile(pattern), replacement);
    }

    static String text(String message) {
        if (message == null) {
            return null;
        }
        var text = message.replace(System.getProperty("java.home"), "<java>");
        for (var rule : RULES) {
            text = rule.getKey().matcher(text).replaceAll(rule.getValue());
        }
        return text.substring(0, Math.min(LONGEST, text.length())).strip();
    }
}
