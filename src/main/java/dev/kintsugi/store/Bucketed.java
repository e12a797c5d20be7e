package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;

/** A store with two places: a bucket, and one beside the jobs for what cannot be written to the bucket. */
interface Bucketed extends ArtifactStore {

    /** How many pictures are moved at a time: the next probe moves the next ones. */
    int MOVED = 50;

    /**
     * Writes to the bucket and reads that.
     *
     * @throws StoreException where that cannot be
     */
    boolean works();

    /**
     * Moves pictures to the bucket that lie in the other place, some at a time.
     *
     * @throws StoreException where it still fails
     */
    void handOver();
}
