package dev.kintsugi.job;

import dev.kintsugi.generation.Generation;

/** A job with all that a worker needs to run it. */
record Ticket(Job job, Generation generation) {}
