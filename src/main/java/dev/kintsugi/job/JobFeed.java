package dev.kintsugi.job;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The events of jobs, past and to come, in order and without gaps. The events of one job are few, a handful per step,
 * so what a slow reader has not read yet is kept for it.
 */
@ApplicationScoped
public class JobFeed {

    /** Those who listen to one job that is not final. */
    private static final class Channel {
        private final List<MultiEmitter<? super JobEvent>> readers = new ArrayList<>();
        private long last;
    }

    private final JobStore store;
    private final List<JobListener> listeners;
    private final Clock clock;
    private final Map<JobId, Channel> channels = new ConcurrentHashMap<>();

    public JobFeed(JobStore store, @All List<JobListener> listeners, Clock clock) {
        this.store = store;
        this.listeners = listeners;
        this.clock = clock;
    }

    void open(JobId id) {
        channels.put(id, new Channel());
    }

    /** Opens a job's feed again after its last event, so that more can follow. */
    void reopen(JobId id) {
        var channel = new Channel();
        channel.last =
                store.events(id, 0).stream().mapToLong(JobEvent::seq).max().orElse(0);
        channels.put(id, channel);
    }

    void publish(Job job, JobEvent.What what) {
        var channel = channels.get(job.id());
        if (channel == null) {
            return; // it is final already
        }
        synchronized (channel) {
            var event = new JobEvent(job.id(), ++channel.last, clock.instant(), what);
            store.append(event);
            List.copyOf(channel.readers).forEach(reader -> reader.emit(event));
            listeners.forEach(listener -> tell(listener, job, event));
            if (event.isLast()) {
                channels.remove(job.id());
                List.copyOf(channel.readers).forEach(MultiEmitter::complete);
            }
        }
    }

    private static void tell(JobListener listener, Job job, JobEvent event) {
        try {
            listener.on(job, event);
        } catch (RuntimeException e) {
            Log.errorf(e, "a listener failed on event %d of %s", event.seq(), job.id());
        }
    }

    /**
     * The events after a number, those that are past at once and then each as it happens; completes after the last.
     *
     * @param after 0 for all
     */
    public Multi<JobEvent> events(JobId id, long after) {
        return Multi.createFrom().emitter(reader -> {
            var channel = channels.get(id);
            if (channel == null) {
                store.events(id, after).forEach(reader::emit);
                reader.complete();
                return;
            }
            synchronized (channel) {
                var past = store.events(id, after);
                past.forEach(reader::emit);
                if (channels.get(id) != channel) {
                    reader.complete();
                    return;
                }
                channel.readers.add(reader);
            }
            reader.onTermination(() -> {
                synchronized (channel) {
                    channel.readers.remove(reader);
                }
            });
        });
    }
}
