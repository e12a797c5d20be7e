package dev.kintsugi.job.queue;

/**
 * What is to be done before a job is begun.
 *
 * @param waiting how many jobs wait before it
 * @param rounds how many jobs each worker computes before, one after the other
 */
public record Backlog(int waiting, double rounds) {}
