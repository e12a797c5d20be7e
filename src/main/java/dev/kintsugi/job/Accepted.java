package dev.kintsugi.job;

/**
 * A job that was accepted.
 *
 * @param job as it stands
 * @param before whether it was accepted before, under the same idempotency key
 */
public record Accepted(Job job, boolean before) {}
