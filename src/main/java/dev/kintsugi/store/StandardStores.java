package dev.kintsugi.store;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.CheckpointStore;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;

/**
 * The stores as they are without spare ones.
 *
 * @param alone whether no other instance uses them
 */
record StandardStores(
        JobStore jobs, boolean alone, ArtifactStore artifacts, CheckpointStore checkpoints, JobSignals signals) {}
