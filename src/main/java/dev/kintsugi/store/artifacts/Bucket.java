package dev.kintsugi.store.artifacts;

import dev.kintsugi.capacity.features.Features;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.store.sql.StoreException;
import io.quarkus.logging.Log;
import java.util.Optional;

/** A remote store, which is skipped while it is known to fail: no caller waits for it twice. */
public final class Bucket {

    private static final byte[] PROBE = "kintsugi".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final ArtifactStore store;
    private final Features features;

    public Bucket(ArtifactStore store, Features features) {
        this.store = store;
        this.features = features;
    }

    /** @return false if it cannot be written to now */
    boolean put(byte[] content) {
        if (fails()) {
            return false;
        }
        try {
            store.put(content);
            return true;
        } catch (RuntimeException e) {
            Log.warnf("an artifact cannot be written to the bucket and is kept beside the jobs: %s", e.getMessage());
            failed();
            return false;
        }
    }

    /** @throws StoreException if it cannot be written to now */
    void putAtLast(byte[] content) {
        store.put(content);
    }

    /** @throws StoreException if nobody knows what is there */
    Optional<byte[]> get(String digest) {
        requireNotFailing();
        try {
            return store.get(digest);
        } catch (RuntimeException e) {
            failed();
            throw e;
        }
    }

    /** @throws StoreException if it may be there still */
    void delete(String digest) {
        requireNotFailing();
        try {
            store.delete(digest);
        } catch (RuntimeException e) {
            if (!S3ArtifactStore.isRefusal(e)) {
                failed();
            }
            throw e;
        }
    }

    /** What is written for this stays there: several processes may do it at the same time. */
    boolean works() {
        return store.get(store.put(PROBE)).isPresent();
    }

    private boolean fails() {
        return features.fails(FallbackArtifactStore.DEPENDENCY);
    }

    private void requireNotFailing() {
        if (fails()) {
            throw S3ArtifactStore.unreadable(null);
        }
    }

    private void failed() {
        features.failed(FallbackArtifactStore.DEPENDENCY, "the bucket of artifacts cannot be used");
    }
}
