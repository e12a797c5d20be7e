package dev.kintsugi.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a caller sent a key.
 *
 * @param text what may be one
 * @param fromCookie whether a browser sent it by itself, so that another site may have made it do that
 */
public record Credentials(String text, boolean fromCookie) {

    /** The name of the cookie. */
    public static final String COOKIE = "kintsugi_key";

    private static final String BEARER = "bearer ";

    /**
     * Nothing if there are none.
     *
     * @param authorization the header of this name: {@code Bearer}, and the key (RFC 6750)
     * @param cookies the header Cookie
     */
    public static Optional<Credentials> of(@Nullable String authorization, @Nullable String cookies) {
        if (authorization != null) {
            var isBearer = authorization.toLowerCase(Locale.ROOT).startsWith(BEARER);
            return Optional.of(new Credentials(
                    isBearer ? authorization.substring(BEARER.length()).strip() : "", false));
        }
        return cookies == null
                ? Optional.empty()
                : Arrays.stream(cookies.split(";"))
                        .map(String::strip)
                        .filter(cookie -> cookie.startsWith(COOKIE + "="))
                        .map(cookie -> new Credentials(cookie.substring(COOKIE.length() + 1), true))
                        .findFirst();
    }

    /** Without the key. */
    @Override
    public String toString() {
        return fromCookie ? "a cookie" : "a header";
    }
}
