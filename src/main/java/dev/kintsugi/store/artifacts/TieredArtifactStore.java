package dev.kintsugi.store.artifacts;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.store.sql.StoreException;
import java.time.Duration;

/** A store with two places: a bucket, and one beside the jobs for what cannot be written to the bucket. */
interface TieredArtifactStore extends ArtifactStore {

    /** How many artifacts are moved at a time. */
    int MOVED = 50;

    /** For how long artifacts are moved at a time: a probe that takes too long counts as one that failed. */
    Duration MOVING = Duration.ofSeconds(2);

    /**
     * Writes to the bucket and reads that.
     *
     * @throws StoreException if that cannot be
     */
    boolean works();

    /**
     * Moves artifacts to the bucket that lie in the other place, some at a time.
     *
     * @throws StoreException if it still fails
     */
    void flush();
}
