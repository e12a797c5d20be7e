package dev.kintsugi.store.keys;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.access.ApiKey;
import dev.kintsugi.access.KeyStore;
import dev.kintsugi.access.Scope;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.store.file.HomeFile;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Keys in {@code keys/keys.json} of the home, for one instance. There are no secrets in it. It is not part of the database of jobs, so that damage to that locks nobody out. */
public final class FileKeyStore implements KeyStore {

    private static final int VERSION = 1;

    /** The file. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Document(int version, List<Entry> keys) {}

    /** A key in it. */
    @RegisterForReflection
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Entry(
            String id,
            String name,
            String hash,
            List<String> scopes,
            String created,
            @Nullable String expires) {

        static Entry of(ApiKey key) {
            return new Entry(
                    key.id(),
                    key.name(),
                    key.hash(),
                    key.orderedScopes().stream().map(Scope::code).toList(),
                    key.created().toString(),
                    key.expires().map(Instant::toString).orElse(null));
        }

        ApiKey toKey() {
            return new ApiKey(
                    id,
                    name,
                    hash,
                    scopes.stream()
                            .map(Scope::of)
                            .flatMap(Optional::stream) // a newer version may know more
                            .collect(Collectors.toSet()),
                    Instant.parse(created),
                    Optional.ofNullable(expires).map(Instant::parse));
        }
    }

    private final HomeFile file;
    private final ObjectMapper json;

    public FileKeyStore(Path home, ObjectMapper json, WriteFaultHook faultHook) {
        this.file = new HomeFile(home.resolve("keys").resolve("keys.json"), faultHook);
        this.json = json;
    }

    /** Whoever cannot be read keeps those that are known: a damaged file is not taken for one without keys. */
    @Override
    public synchronized List<ApiKey> all() {
        try {
            var content = file.read();
            if (content.isEmpty()) {
                return List.of();
            }
            return json.readValue(content.get(), Document.class).keys().stream()
                    .map(Entry::toKey)
                    .toList();
        } catch (IOException | RuntimeException e) {
            throw new TypedException(
                    FailureType.STATE_LOAD_FAILED, "The API keys cannot be read now: keys.json cannot be read.", e);
        }
    }

    @Override
    public synchronized void add(ApiKey key) {
        write(Stream.concat(all().stream(), Stream.of(key)).toList());
    }

    @Override
    public synchronized void remove(String id) {
        write(all().stream().filter(key -> !key.id().equals(id)).toList());
    }

    private void write(List<ApiKey> keys) {
        try {
            file.write(json.writeValueAsBytes(
                    new Document(VERSION, keys.stream().map(Entry::of).toList())));
        } catch (IOException e) {
            throw new TypedException(
                    FailureType.STATE_SAVE_FAILED, "Nothing has changed: keys.json cannot be written.", e);
        }
    }
}
