/**
 * Where jobs and what they made are kept: implementations of {@link dev.kintsugi.job.JobStore} and
 * {@link dev.kintsugi.job.ArtifactStore}.
 *
 * <p>Rank 8: imports job and what is below it.
 */
@NullMarked
package dev.kintsugi.store;

import org.jspecify.annotations.NullMarked;
