package dev.kintsugi.access;

import java.util.Optional;

/**
 * Who looks at jobs.
 *
 * @param principal whose jobs are seen; empty for all
 */
public record Viewer(Optional<String> principal) {

    /** Sees all jobs. */
    public static final Viewer ALL = new Viewer(Optional.empty());

    /** Of a caller with a key. */
    public static Viewer of(ApiKey key) {
        return key.allows(Scope.ADMIN) ? ALL : new Viewer(Optional.of(principal(key)));
    }

    /** By which name jobs belong to a key. */
    public static String principal(ApiKey key) {
        return "key " + key.id();
    }

    /** Whether jobs of an owner are seen. */
    public boolean sees(Optional<String> owner) {
        return principal.isEmpty() || principal.equals(owner);
    }
}
