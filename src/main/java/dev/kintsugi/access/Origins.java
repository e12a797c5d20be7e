package dev.kintsugi.access;

import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may make a browser call the service: its own, and those of sites that an operator named. Pure.
 *
 * @param allowed origins (RFC 6454) such as {@code https://app.example.org}
 */
public record Origins(List<String> allowed) {

    private static final Set<String> OWN = Set.of("same-origin", "none");

    /**
     * Whether a request is of such a page, or of no page at all.
     *
     * @param origin the header Origin
     * @param site the header Sec-Fetch-Site
     * @param authority host and port that were asked
     */
    public boolean allow(@Nullable String origin, @Nullable String site, String authority) {
        if (origin == null) {
            return site == null || OWN.contains(site);
        }
        return allowed.contains(origin) || authority.equalsIgnoreCase(authorityOf(origin));
    }

    private static String authorityOf(String origin) {
        try {
            return String.valueOf(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
