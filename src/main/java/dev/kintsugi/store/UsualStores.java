package dev.kintsugi.store;

import dev.kintsugi.job.ArtifactStore;
import dev.kintsugi.job.CheckpointStore;
import dev.kintsugi.job.JobSignals;
import dev.kintsugi.job.JobStore;

/**
 * The stores as they are without spare ones.
 *
 * @param alone whether no other instance uses them
 */
record UsualStores(
        JobStore jobs, boolean alone, ArtifactStore artifacts, CheckpointStore checkpoints, JobSignals signals) {}
