package dev.kintsugi.store.artifacts;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.recovery.classification.CauseChain;
import io.quarkus.logging.Log;
import java.util.Optional;

/**
 * A store that holds in memory what it cannot keep, the newest of it: an artifact that was computed is not lost because the
 * disk is full.
 */
public final class FallbackArtifactStore implements ArtifactStore {

    /** The dependency that fails with the usual store. */
    public static final String DEPENDENCY = "artifact_store";

    private final ArtifactStore kept;
    private final Features features;
    private final HeldArtifacts held;

    /** @param most how many bytes are held */
    public FallbackArtifactStore(ArtifactStore kept, Features features, long most) {
        this.kept = kept;
        this.features = features;
        this.held = new HeldArtifacts(most);
    }

    @Override
    public String put(byte[] content) {
        try {
            return kept.put(content);
        } catch (RuntimeException e) {
            Log.warnf("an artifact cannot be kept and is held in memory: %s", CauseChain.describe(e));
            features.failed(DEPENDENCY, "artifacts cannot be written to their store");
            return held.hold(content);
        }
    }

    public boolean isHeld(String digest) {
        return held.isHeld(digest);
    }

    /** Forgets what is held of this name; what is kept of it stays. */
    public void release(String digest) {
        held.release(digest);
    }

    /** Flushes what is held to its store, as far as that works. A bucket must be known to work before. */
    public void flush() {
        if (kept instanceof TieredArtifactStore && features.fails(DEPENDENCY)) {
            return;
        }
        for (var digest : held.digests()) {
            var content = held.get(digest);
            if (content.isPresent()) {
                kept.put(content.get());
                release(digest);
            }
        }
        if (kept instanceof TieredArtifactStore tiered) {
            tiered.flush();
        }
    }

    @Override
    public Optional<byte[]> get(String digest) {
        return held.get(digest).or(() -> kept.get(digest));
    }

    @Override
    public void delete(String digest) {
        release(digest);
        kept.delete(digest);
    }

    /**
     * Keeps something small, reads it and forgets it.
     *
     * @throws RuntimeException if that cannot be
     */
    public boolean works() {
        if (kept instanceof TieredArtifactStore tiered) {
            return tiered.works();
        }
        var content = "kintsugi".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        var digest = kept.put(content);
        try {
            return kept.get(digest).isPresent();
        } finally {
            kept.delete(digest);
        }
    }
}
