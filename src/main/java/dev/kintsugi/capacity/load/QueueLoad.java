package dev.kintsugi.capacity.load;

/** Knows how full the queue of requests is. Owned here, kept by whoever has the queue. */
public interface QueueLoad {

    /** How much of the queue is taken, from 0 to 1. Never blocks. */
    double share();
}
