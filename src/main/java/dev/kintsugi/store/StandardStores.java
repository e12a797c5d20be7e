package dev.kintsugi.store;

import dev.kintsugi.access.KeyStore;
import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import java.util.Optional;

/**
 * The stores as they are without spare ones.
 *
 * @param alone whether no other instance uses them
 * @param keys API keys that several instances share; empty if each has its own
 */
record StandardStores(
        JobStore jobs,
        boolean alone,
        ArtifactStore artifacts,
        CheckpointStore checkpoints,
        JobSignals signals,
        Optional<KeyStore> keys) {}
