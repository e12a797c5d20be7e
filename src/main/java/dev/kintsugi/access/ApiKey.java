package dev.kintsugi.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A key as it is kept: without its secret.
 *
 * @param id the public part of the key, by which it is found and told apart
 * @param name what a person calls it
 * @param hash the SHA-256 of the whole key, in lower-case hexadecimal
 * @param scopes what it may be used for
 * @param created when it was made
 * @param expires from when on it is not valid; empty for never
 */
public record ApiKey(
        String id, String name, String hash, Set<Scope> scopes, Instant created, Optional<Instant> expires) {

    public ApiKey {
        scopes = Set.copyOf(scopes);
    }

    /** Whether it may be used for something. */
    public boolean allows(Scope scope) {
        return scopes.contains(scope) || scopes.contains(Scope.ADMIN);
    }

    boolean isValidAt(Instant now) {
        return expires.isEmpty() || now.isBefore(expires.get());
    }

    /** In a fixed order. */
    public Set<Scope> orderedScopes() {
        return scopes.isEmpty() ? Set.of() : EnumSet.copyOf(scopes);
    }
}
