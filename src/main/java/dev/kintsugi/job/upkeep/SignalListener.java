package dev.kintsugi.job.upkeep;

import dev.kintsugi.job.feed.JobFeed;
import dev.kintsugi.job.ownership.Handover;
import dev.kintsugi.job.ownership.StopRequests;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.worker.JobWorker;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Does what other instances tell. */
@ApplicationScoped
class SignalListener {

    /** After models are installed and stores are open. */
    private static final int LATE = 5000;

    private final JobSignals signals;
    private final Handover handover;
    private final StopRequests stops;
    private final JobFeed feed;
    private final JobWorker worker;

    SignalListener(JobSignals signals, Handover handover, StopRequests stops, JobFeed feed, JobWorker worker) {
        this.signals = signals;
        this.handover = handover;
        this.stops = stops;
        this.feed = feed;
        this.worker = worker;
    }

    void start(@Observes @Priority(LATE) StartupEvent event) {
        signals.listen(this::onSignal);
    }

    private void onSignal(JobSignals.Signal signal) {
        switch (signal) {
            case JobSignals.Happened happened -> {
                handover.leave(happened.job());
                feed.follow(happened.job());
            }
            case JobSignals.Stop stop -> stops.stopWhenBegun(stop.job());
            case JobSignals.Waiting _ -> worker.wake();
        }
    }
}
