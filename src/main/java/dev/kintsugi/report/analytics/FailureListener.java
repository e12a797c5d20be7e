package dev.kintsugi.report.analytics;

/**
 * Hears of every failure once, when it is known what became of it: at once if a request was refused, at the end of the job if a
 * job met it. Called by one thread at a time, off the way of requests, in the order in which their kinds came first. Failures of
 * one kind that wait for it are told together.
 */
public interface FailureListener {

    /**
     * @param failure the first of its kind that waited: of the same type, severity, model, operation and outcome
     * @param times how many there were
     */
    void on(FailureRecord failure, long times);
}
