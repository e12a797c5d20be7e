package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.model.file.Sha256;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Artifacts in memory: gone when the process ends. */
public class MemoryArtifactStore implements ArtifactStore {

    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();

    @Override
    public String put(byte[] content) {
        var digest = Sha256.of(content);
        contents.putIfAbsent(digest, content.clone());
        return digest;
    }

    @Override
    public Optional<byte[]> get(String digest) {
        return Optional.ofNullable(contents.get(digest)).map(byte[]::clone);
    }

    @Override
    public void delete(String digest) {
        contents.remove(digest);
    }
}
