/**
 * The life of a request: admission, queue, worker, cancel, and the feed of its events.
 *
 * <p>Owns the ports {@link dev.kintsugi.job.JobStore} and {@link dev.kintsugi.job.JobListener}. Rank 6: imports
 * generation and what is below it.
 */
@NullMarked
package dev.kintsugi.job;

import org.jspecify.annotations.NullMarked;
