package dev.kintsugi.job;

/** Hears of every event of every job. Called on the thread that publishes: must be quick and must not block. */
public interface JobListener {

    void on(Job job, JobEvent event);
}
