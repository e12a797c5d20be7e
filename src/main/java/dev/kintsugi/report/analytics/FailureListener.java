package dev.kintsugi.report.analytics;

/**
 * Hears of every failure once, when it is known what became of it: at once if a request was refused, at the end of the job if a
 * job met it. Called in order by one thread at a time, off the way of requests. Must not block for long: what comes while a
 * thousand failures wait is not told.
 */
public interface FailureListener {

    void on(FailureRecord failure);
}
