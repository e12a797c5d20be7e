package dev.kintsugi.ops.alert.channel;

/** Texts as receivers allow them. */
final class Text {

    private Text() {}

    /** At most so many UTF-16 units, without half a character at the end. */
    static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        var end = Character.isHighSurrogate(text.charAt(most - 2)) ? most - 2 : most - 1;
        return text.substring(0, end) + "…";
    }

    /** Without control characters: one line. */
    static String line(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}
