package dev.kintsugi.job;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.subscription.MultiEmitter;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

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
        private @Nullable JobEvent preview;

        private Channel(long last) {
            this.last = last;
        }
    }

    private final JobStore store;
    private final List<JobListener> listeners;
    private final Clock clock;
    private final Executor blocking;
    private final Map<JobId, Channel> channels = new ConcurrentHashMap<>();

    public JobFeed(JobStore store, @All List<JobListener> listeners, Clock clock, @Blocking Executor blocking) {
        this.store = store;
        this.listeners = listeners;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** Begins with the events of a job. */
    void open(JobId id) {
        channels.putIfAbsent(id, new Channel(0));
    }

    /**
     * Goes on with the events of a job that is not final, after those that are kept.
     *
     * @return false where they go on already
     */
    synchronized boolean reopen(JobId id) {
        return !channels.containsKey(id) && channels.putIfAbsent(id, new Channel(store.lastEvent(id))) == null;
    }

    /** Leaves a job to others: its readers get no more here. */
    void close(JobId id) {
        var channel = channels.remove(id);
        if (channel != null) {
            synchronized (channel) {
                List.copyOf(channel.readers).forEach(MultiEmitter::complete);
            }
        }
    }

    void publish(Job job, JobEvent.What what) {
        var channel = channels.get(job.id());
        if (channel == null) {
            return; // it is final already
        }
        synchronized (channel) {
            var event = new JobEvent(job.id(), channel.last + 1, clock.instant(), what);
            store.append(event); // before anybody sees it: a number that was seen never means something else
            channel.last = event.seq();
            if (event.isPreview()) {
                channel.preview = event;
            }
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
     * The events after a number, those that are past at once and then each as it happens; completes after the last. Of
     * the previews that are past only the newest is told, and none once the job has ended.
     *
     * @param after 0 for all
     */
    public Multi<JobEvent> events(JobId id, long after) {
        return Multi.createFrom()
                .<JobEvent>emitter(reader -> read(id, after, reader))
                .runSubscriptionOn(blocking);
    }

    private void read(JobId id, long after, MultiEmitter<? super JobEvent> reader) {
        var channel = channels.get(id);
        if (channel == null) {
            tellTheEnd(id);
            store.events(id, after).forEach(reader::emit);
            reader.complete();
            return;
        }
        synchronized (channel) {
            past(id, after, channel).forEach(reader::emit);
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
    }

    /** A process may be killed between the end of a job and the event that tells of it: then it is told late, not never. */
    private synchronized void tellTheEnd(JobId id) {
        var job = store.find(id).filter(kept -> kept.state().hasEnded());
        var newest = store.events(id, store.lastEvent(id) - 1);
        if (job.isPresent() && newest.stream().noneMatch(JobEvent::isLast) && reopen(id)) {
            publish(job.get(), JobEvent.endOf(job.get()));
        }
    }

    private List<JobEvent> past(JobId id, long after, Channel channel) {
        var kept = store.events(id, after);
        var preview = channel.preview;
        if (preview == null || preview.seq() <= after) {
            return kept;
        }
        var all = new ArrayList<>(kept);
        all.add(preview);
        all.sort(Comparator.comparingLong(JobEvent::seq));
        return all;
    }
}
