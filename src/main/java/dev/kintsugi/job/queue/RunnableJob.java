package dev.kintsugi.job.queue;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.job.Job;

/** A job with all that a worker needs to run it. */
public record RunnableJob(Job job, Generation generation) {}
