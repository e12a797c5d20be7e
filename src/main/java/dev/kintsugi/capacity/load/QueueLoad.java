package dev.kintsugi.capacity.load;

/** Knows how full the queue of requests is. Declared here, implemented by the queue. */
public interface QueueLoad {

    /** How much of the queue is taken, from 0 to 1. Never blocks. */
    double share();
}
