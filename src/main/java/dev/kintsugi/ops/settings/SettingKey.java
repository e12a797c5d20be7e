package dev.kintsugi.ops.settings;

import java.util.Locale;

/**
 * The key of a setting, and the environment variable that sets the same.
 *
 * @param text with {@code *} for any name or number
 */
record SettingKey(String text) {

    boolean isPattern() {
        return text.contains("*");
    }

    /** Whether a key that is set is this one; a list may also be written with an index for each element. */
    boolean names(String name) {
        return name.matches("\\Q" + text.replace("[*]", "\\E\\[\\d+\\]\\Q").replace(".*", "\\E\\.(\"[^\"]+\"|[^.]+)\\Q")
                + "\\E(\\[\\d+\\])?");
    }

    /** The environment variable that sets it. */
    String variable() {
        return text.replaceAll("[^A-Za-z0-9*]", "_").toUpperCase(Locale.ROOT);
    }

    boolean isVariable(String name) {
        return name.matches("\\Q" + variable().replace("*", "\\E[A-Z0-9_]+\\Q") + "\\E(_\\d+_)?");
    }
}
