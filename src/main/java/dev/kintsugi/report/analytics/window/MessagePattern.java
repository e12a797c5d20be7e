package dev.kintsugi.report.analytics.window;

/** The text that equal messages share: what differs from one to the next is replaced, and the rest is cut where it is long. */
public final class MessagePattern {

    private static final int MOST_READ = 400;
    private static final int MOST = 200;
    private static final int LONG = 16;
    private static final int HEX = 8;

    private MessagePattern() {}

    /**
     * The pattern of a message: {@code <text>} for what is quoted, {@code <path>} for paths and addresses, {@code <id>} for
     * ids, {@code <n>} for numbers.
     */
    public static String of(String message) {
        var end = Math.min(message.length(), MOST_READ);
        var pattern = new StringBuilder(Math.min(end, MOST) + LONG);
        var at = 0;
        while (at < end && pattern.length() < MOST) {
            var c = message.charAt(at);
            var closing = isQuote(c) && !isAfterWord(message, at) ? closing(message, at, end) : -1;
            if (closing > 0) {
                pattern.append("<text>");
                at = closing + 1;
            } else if (isOfToken(c)) {
                var after = tokenEnd(message, at, end);
                token(message, at, after, pattern);
                at = after;
            } else {
                pattern.append(Character.isISOControl(c) ? ' ' : c);
                at++;
            }
        }
        return pattern.length() > MOST ? pattern.substring(0, MOST) : pattern.toString();
    }

    private static boolean isQuote(char c) {
        return c == '\'' || c == '"' || c == '`';
    }

    /** As an apostrophe is. */
    private static boolean isAfterWord(String message, int at) {
        return at > 0 && Character.isLetterOrDigit(message.charAt(at - 1));
    }

    private static int closing(String message, int open, int end) {
        var quote = message.charAt(open);
        for (int i = open + 1; i < end; i++) {
            if (message.charAt(i) == quote
                    && (i + 1 == message.length() || !Character.isLetterOrDigit(message.charAt(i + 1)))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isOfToken(char c) {
        return Character.isLetterOrDigit(c) || c == '/' || c == '\\' || c == '_' || c == '~' || c == '%';
    }

    /** Dots, colons and hyphens belong to a token only if it goes on after them. */
    private static int tokenEnd(String message, int from, int end) {
        var at = from;
        while (at < end) {
            var c = message.charAt(at);
            var joins = (c == '.' || c == ':' || c == '-' || c == ',') && at + 1 < end;
            var next = joins ? message.charAt(at + 1) : ' ';
            if (isOfToken(c) || joins && c != ',' && isOfToken(next) || c == ',' && Character.isDigit(next)) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private static void token(String message, int from, int to, StringBuilder pattern) {
        var slashes = 0;
        var digits = 0;
        var hex = 0;
        for (int i = from; i < to; i++) {
            var c = message.charAt(i);
            slashes += c == '/' || c == '\\' ? 1 : 0;
            digits += Character.isDigit(c) ? 1 : 0;
            hex += Character.digit(c, 16) >= 0 ? 1 : 0;
        }
        var length = to - from;
        if (slashes > 1 || slashes == 1 && length > 1 && message.charAt(from) == '/') {
            pattern.append("<path>");
        } else if (digits > 0 && digits < length && (hex == length && length >= HEX || isLongId(digits, length))) {
            pattern.append("<id>");
        } else if (digits > 0) {
            numbers(message, from, to, pattern);
        } else {
            pattern.append(message, from, to);
        }
    }

    private static boolean isLongId(int digits, int length) {
        return length >= LONG && digits >= length / 4;
    }

    private static void numbers(String message, int from, int to, StringBuilder pattern) {
        var at = from;
        while (at < to) {
            if (!Character.isDigit(message.charAt(at))) {
                pattern.append(message.charAt(at++));
                continue;
            }
            pattern.append("<n>");
            while (at < to && (Character.isDigit(message.charAt(at)) || isPoint(message, at, to))) {
                at++;
            }
        }
    }

    private static boolean isPoint(String message, int at, int to) {
        var c = message.charAt(at);
        return (c == '.' || c == ',') && at + 1 < to && Character.isDigit(message.charAt(at + 1));
    }
}
