package dev.kintsugi.access;

import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys that are valid now, as this instance knows them. Finding one never blocks; making and revoking one does. */
@ApplicationScoped
public class ApiKeys {

    /** What is known of the use of keys since the service was started. */
    private final Map<String, Instant> used = new ConcurrentHashMap<>();

    private final SecureRandom random = new SecureRandom();
    private final KeyStore store;
    private final Clock clock;
    private volatile @Nullable Map<String, ApiKey> known;
    private volatile Map<String, ApiKey> given = Map.of();

    /** A key that was just made: the only time that its text is known. */
    public record Made(ApiKey key, String text) {}

    public ApiKeys(KeyStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** Reads them again: another instance may have made or revoked some. Blocks. */
    public synchronized void refresh() {
        known = store.all().stream().collect(Collectors.toUnmodifiableMap(ApiKey::id, Function.identity()));
    }

    /**
     * A key that an operator has set, which is not kept.
     *
     * @throws IllegalArgumentException if it has not the form of a key
     */
    void give(String text) {
        var key = KeyText.of(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "must have a key in it such as kintsugi_ followed by 12 and by 43 characters"));
        given = Map.of(
                key.id(),
                new ApiKey(
                        key.id(), "from a file", key.hash(), Set.of(Scope.ADMIN), clock.instant(), Optional.empty()));
    }

    /**
     * The key that a caller sent, if it is valid.
     *
     * @throws TypedException state_load_failed if keys could not be read since the service was started
     */
    public Optional<ApiKey> find(String text) {
        var sent = KeyText.of(text);
        if (sent.isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        var key = Optional.ofNullable(given.get(sent.get().id()))
                .or(() -> Optional.ofNullable(read().get(sent.get().id())))
                .filter(kept -> sent.get().hasHash(kept.hash()) && kept.isValidAt(now));
        key.ifPresent(valid -> used.put(valid.id(), now));
        return key;
    }

    /**
     * For what goes on for long, such as streams.
     *
     * @throws TypedException authentication_failed if a key that was valid is not any more
     */
    public void requireStill(ApiKey key) {
        var kept = given.containsKey(key.id()) || key.equals(read().get(key.id()));
        if (!kept || !key.isValidAt(clock.instant())) {
            throw new TypedException(FailureType.AUTHENTICATION_FAILED, "the API key is not valid any more");
        }
    }

    private Map<String, ApiKey> read() {
        var now = known;
        if (now == null) {
            throw new TypedException(
                    FailureType.STATE_LOAD_FAILED, "The API keys cannot be read now; they are tried again.");
        }
        return now;
    }

    /** Whether there is none, also none that an operator has set; unknown as long as they could not be read. */
    boolean areNone() {
        return read().isEmpty() && given.isEmpty();
    }

    /**
     * A key that is not valid yet.
     *
     * @param lasts for how long it is valid; empty for ever
     */
    public Made draft(String name, Set<Scope> scopes, Optional<Duration> lasts) {
        var text = KeyText.random(random);
        var now = clock.instant();
        return new Made(new ApiKey(text.id(), name, text.hash(), scopes, now, lasts.map(now::plus)), text.text());
    }

    /** Makes a key valid. Blocks until it is kept. */
    public synchronized void add(ApiKey key) {
        store.add(key);
        refresh();
        Log.infof("the API key %s was made, for %s", key.id(), key.orderedScopes());
    }

    /** Makes a key invalid. Blocks until that is kept. Nothing if there is no such key. */
    public synchronized Optional<ApiKey> revoke(String id) {
        var before = Optional.ofNullable(read().get(id));
        if (before.isPresent()) {
            store.remove(id);
            refresh();
            used.remove(id);
            Log.infof("the API key %s was revoked", id);
        }
        return before;
    }

    /** All of them, the newest first; those that have expired too. */
    public List<ApiKey> all() {
        return sorted(read().values());
    }

    private static List<ApiKey> sorted(Collection<ApiKey> keys) {
        return keys.stream()
                .sorted(java.util.Comparator.comparing(ApiKey::created)
                        .reversed()
                        .thenComparing(ApiKey::id))
                .toList();
    }

    /** When a key was used last, on this instance since it was started. */
    public Optional<Instant> lastUsed(String id) {
        return Optional.ofNullable(used.get(id));
    }
}
