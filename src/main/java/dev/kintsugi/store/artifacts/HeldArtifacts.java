package dev.kintsugi.store.artifacts;

import dev.kintsugi.model.file.Sha256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Artifacts in memory, by their digests, up to so many bytes: for a new one the oldest are forgotten. The newest always stays. */
final class HeldArtifacts {

    private final long most;
    private final Map<String, byte[]> held = new LinkedHashMap<>();
    private long bytes;

    /** @param most how many bytes are held */
    HeldArtifacts(long most) {
        this.most = most;
    }

    /** Its digest. */
    synchronized String hold(byte[] content) {
        var digest = Sha256.of(content);
        if (held.putIfAbsent(digest, content.clone()) == null) {
            bytes += content.length;
        }
        while (bytes > most && held.size() > 1) {
            release(held.keySet().iterator().next());
        }
        return digest;
    }

    synchronized boolean isHeld(String digest) {
        return held.containsKey(digest);
    }

    synchronized void release(String digest) {
        var content = held.remove(digest);
        if (content != null) {
            bytes -= content.length;
        }
    }

    /** Oldest first. */
    synchronized List<String> digests() {
        return List.copyOf(held.keySet());
    }

    synchronized Optional<byte[]> get(String digest) {
        return Optional.ofNullable(held.get(digest)).map(byte[]::clone);
    }
}
