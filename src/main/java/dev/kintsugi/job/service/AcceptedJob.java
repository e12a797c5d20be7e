package dev.kintsugi.job.service;

import dev.kintsugi.job.Job;

/**
 * A job that was accepted.
 *
 * @param job as it stands
 * @param before whether it was accepted before, under the same idempotency key
 */
public record AcceptedJob(Job job, boolean before) {}
