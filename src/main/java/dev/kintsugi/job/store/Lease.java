package dev.kintsugi.job.store;

import java.time.Instant;

/**
 * The right to run a job, for a while. Its owner renews it while it works; when it ends, the process is taken
 * for dead and another may begin with the job.
 *
 * @param owner names the process
 * @param now the time at which it is asked for
 * @param until when it ends
 */
public record Lease(String owner, Instant now, Instant until) {}
