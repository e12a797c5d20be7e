package dev.kintsugi.access;

import java.util.regex.Pattern;

/** Takes keys out of texts: callers send them in wrong places, and what is wrong is told and kept. */
public final class KeyMask {

    private static final Pattern KEY = Pattern.compile("(kintsugi_[a-z0-9]{12}_)[A-Za-z0-9_-]{20,}");

    private KeyMask() {}

    /** The same with the secrets of keys left out. */
    public static String mask(String text) {
        return text.contains("kintsugi_") ? KEY.matcher(text).replaceAll("$1…") : text;
    }
}
