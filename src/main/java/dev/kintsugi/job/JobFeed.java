package dev.kintsugi.job;

import dev.kintsugi.pipeline.Blocking;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;

/**
 * The events of jobs, past and to come, in order, whichever process computes them. The events of one job are few, a handful
 * per step, so what a slow reader has not read yet is kept for it, but for what is out of date: see {@link JobReader}.
 */
@ApplicationScoped
public class JobFeed {

    private final JobStore store;
    private final JobSignals signals;
    private final List<JobListener> listeners;
    private final Clock clock;
    private final Executor blocking;
    private final Map<JobId, JobChannel> channels = new ConcurrentHashMap<>();

    public JobFeed(
            JobStore store,
            JobSignals signals,
            @All List<JobListener> listeners,
            Clock clock,
            @Blocking Executor blocking) {
        this.store = store;
        this.signals = signals;
        this.listeners = listeners;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** Begins with the events of a new job. */
    void open(JobId id) {
        channels.putIfAbsent(id, new JobChannel(id, store, true));
    }

    /**
     * Goes on with the events of a job that is not final, after those that are kept. Whoever followed it here goes on, too.
     *
     * @return false where they go on already
     */
    boolean reopen(JobId id) {
        while (true) {
            var channel = channels.computeIfAbsent(id, _ -> new JobChannel(id, store, false));
            synchronized (channel) {
                if (channels.get(id) == channel) { // else it has just ended
                    return channel.own();
                }
            }
        }
    }

    /** Leaves a job to others. Its readers follow it where there are others, else they get no more. */
    void close(JobId id) {
        var channel = channels.get(id);
        if (channel == null) {
            return;
        }
        listeners.forEach(listener -> listener.left(id));
        synchronized (channel) {
            if (channel.isFollowed() && signals.hasOthers()) {
                channel.disown();
                follow(channel);
            } else {
                end(channel);
            }
        }
    }

    /** Tells of a job that is in this process's hands; nothing where it is not any more. */
    void publish(Job job, JobEvent.What what) {
        var channel = channels.get(job.id());
        if (channel == null) {
            return; // it is final already
        }
        synchronized (channel) {
            if (!channel.isOwn()) {
                return;
            }
            var event = new JobEvent(job.id(), channel.last() + 1, clock.instant(), what);
            if (!store.append(event)) { // before anybody sees it: a number that was seen never means something else
                Log.infof("somebody else tells of job %s now", job.id());
                listeners.forEach(listener -> listener.left(job.id()));
                channel.disown();
                follow(channel);
                return;
            }
            signals.tell(new JobSignals.Happened(job.id()));
            tell(channel, job, event);
        }
    }

    /** Tells of a new job what is kept with it; nobody else can have heard of it. */
    void tell(Job job, JobEvent first) {
        var channel = channels.get(job.id());
        if (channel != null) {
            synchronized (channel) {
                tell(channel, job, first);
            }
        }
    }

    private void tell(JobChannel channel, Job job, JobEvent event) {
        channel.tell(event);
        listeners.forEach(listener -> tell(listener, job, event));
        if (event.isLast()) {
            end(channel);
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
                .<JobEvent>publisher(subscriber -> begin(id, after, subscriber))
                .runSubscriptionOn(blocking);
    }

    private void begin(JobId id, long after, Flow.Subscriber<? super JobEvent> subscriber) {
        var reader = new JobReader(subscriber, clock);
        subscriber.onSubscribe(reader);
        try {
            read(id, after, reader);
        } catch (RuntimeException e) {
            reader.fail(e);
        }
    }

    private void read(JobId id, long after, JobReader reader) {
        if (!channels.containsKey(id)) {
            tellTheEnd(id);
        }
        var channel = isOpen(id) // here or elsewhere, or soon: of a process that has ended it is taken over in a moment
                ? channels.computeIfAbsent(id, _ -> new JobChannel(id, store, false))
                : channels.get(id);
        if (channel == null) {
            store.events(id, after).forEach(reader::emitPast);
            reader.complete();
            return;
        }
        long told;
        synchronized (channel) {
            follow(channel);
            channel.past(after).forEach(reader::emitPast);
            told = Math.max(after, channel.last());
            if (channels.get(id) == channel) {
                channel.add(reader);
                reader.onLeave(() -> leave(channel, reader));
                return;
            }
        }
        if (signals.hasOthers() && isOpen(id)) {
            read(id, told, reader); // the last one who followed it has just gone
        } else {
            store.events(id, told).forEach(reader::emitPast);
            reader.complete();
        }
    }

    private void leave(JobChannel channel, JobReader reader) {
        synchronized (channel) {
            channel.remove(reader);
            if (!channel.isOwn() && !channel.isFollowed()) {
                channels.remove(channel.job(), channel);
            }
        }
    }

    private boolean isOpen(JobId id) {
        return store.find(id).map(job -> !job.state().hasEnded()).orElse(false);
    }

    /** Something happened to a job elsewhere. Blocks. */
    void follow(JobId id) {
        var channel = channels.get(id);
        if (channel != null) {
            synchronized (channel) {
                follow(channel);
            }
        }
    }

    private void follow(JobChannel channel) {
        if (!channel.isOwn() && channel.follow()) {
            end(channel);
        }
    }

    private void end(JobChannel channel) {
        channels.remove(channel.job(), channel);
        channel.complete();
    }

    /** Tells of all jobs that are followed here what signals that were lost would have told. Blocks. */
    void followAll() {
        channels.values().stream().filter(channel -> !channel.isOwn()).forEach(channel -> follow(channel.job()));
    }

    /** Tells the end of jobs that are followed here and have ended without an event that says so. Blocks. */
    void tellEnds() {
        channels.values().stream().filter(channel -> !channel.isOwn()).forEach(channel -> tellTheEnd(channel.job()));
    }

    /** A process may be killed between the end of a job and the event that tells of it: then it is told late, not never. */
    private void tellTheEnd(JobId id) {
        var job = store.find(id).filter(kept -> kept.state().hasEnded());
        if (job.isEmpty() || isTold(id) || !reopen(id)) {
            return;
        }
        if (isTold(id)) { // by another thread, meanwhile
            close(id);
        } else {
            publish(job.get(), JobEvent.endOf(job.get()));
        }
    }

    private boolean isTold(JobId id) {
        return store.events(id, store.lastEvent(id) - 1).stream().anyMatch(JobEvent::isLast);
    }
}
