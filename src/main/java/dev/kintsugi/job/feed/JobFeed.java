package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.pipeline.Blocking;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The events of jobs, past and to come, in order, whichever process computes them.
 *
 * <p>A durable event is written before it is sent, and the computing thread does not wait for that. Steps and
 * previews are sent at once, from memory; the newest of them is written a little later, with others, for the readers at
 * other instances. A slow reader gets all that lasts: see {@link JobReader}.
 */
@ApplicationScoped
public class JobFeed {

    private final JobStore store;
    private final JobSignals signals;
    private final JobListeners listeners;
    private final Clock clock;
    private final Executor blocking;
    private final EventSchedule schedule;
    private final Map<JobId, JobChannel> channels = new ConcurrentHashMap<>();
    private final PastEvents past;

    public JobFeed(
            JobStore store,
            JobSignals signals,
            @All List<JobListener> listeners,
            Clock clock,
            @Blocking Executor blocking,
            ScheduledExecutorService scheduler) {
        this.store = store;
        this.signals = signals;
        this.listeners = new JobListeners(listeners);
        this.clock = clock;
        this.blocking = blocking;
        this.past = new PastEvents(store, signals);
        this.schedule = new EventSchedule(new EventWriter(store, signals, this::end, this::lost), blocking, scheduler);
    }

    /** Begins with the events of a new job. */
    public void open(JobId id) {
        var channel = new JobChannel(id, listeners);
        channel.own(0);
        channels.putIfAbsent(id, channel);
    }

    /**
     * Goes on with the events of a job that is not final, after those that are kept. Its readers here go on, too. Blocks.
     *
     * @return false if they go on already
     */
    public boolean reopen(JobId id) {
        while (true) {
            var channel =
                    channels.computeIfAbsent(id, _ -> past.take(id).orElseGet(() -> new JobChannel(id, listeners)));
            channel.io.lock();
            try {
                if (channels.get(id) == channel) { // else it has just ended
                    return past.own(channel);
                }
            } catch (RuntimeException e) {
                if (!channel.isFollowed()) {
                    channels.remove(id, channel);
                }
                throw e;
            } finally {
                channel.io.unlock();
            }
        }
    }

    /** Leaves a job to others. Its readers follow it if there are others, else they get no more. */
    public void close(JobId id) {
        var channel = channels.get(id);
        if (channel == null) {
            return;
        }
        listeners.left(id);
        channel.disown();
        if (!signals.hasOthers()) {
            end(channel);
        } else if (!dropped(channel)) {
            follow(channel);
        }
    }

    /** Forgets a job of others that nobody follows here; one who comes at the same time follows it. */
    private boolean dropped(JobChannel channel) {
        synchronized (channel) {
            return !channel.isOwn() && !channel.isFollowed() && channels.remove(channel.job(), channel);
        }
    }

    /**
     * Tells of a job that is in this process's hands when that is written; nothing if it is not any more. If that fails it is
     * tried again, until the job is left. Blocks.
     */
    public void publish(Job job, JobEvent.What what) {
        var channel = channels.get(job.id()); // there is none if it is final already
        if (channel != null) {
            channel.add(job, what, clock.instant());
            schedule.writeSurely(channel);
        }
    }

    /** The same for a computing thread: durable events are sent a little later. Never blocks. */
    public void progress(Job job, JobEvent.What what) {
        var channel = channels.get(job.id());
        if (channel == null) {
            return;
        }
        if (channel.add(job, what, clock.instant())) {
            schedule.writeNow(channel);
        } else if (channel.isBehind()) {
            schedule.writeSoon(channel);
        }
        channel.crowdWaits().ifPresent(wait -> schedule.tellCrowd(channel, wait));
    }

    private void lost(JobChannel channel) {
        listeners.left(channel.job());
        channel.disown();
        follow(channel);
    }

    /** Tells of a new job what is kept with it; no other process can have heard of it. */
    public void tell(Job job, JobEvent first) {
        var channel = channels.get(job.id());
        if (channel != null) {
            channel.tellFirst(job, first);
        }
    }

    /**
     * The events after a number, those that are past at once and then each as it happens; completes after the last. Of
     * the past previews only the newest is sent, and none once the job has ended.
     *
     * @param after 0 for all
     */
    public Multi<JobEvent> events(JobId id, long after) {
        return Multi.createFrom().publisher(subscriber -> {
            var reader = new JobReader(subscriber, clock);
            subscriber.onSubscribe(reader);
            try {
                blocking.execute(() -> begin(id, after, reader));
            } catch (RejectedExecutionException e) {
                reader.fail(e);
            }
        });
    }

    private void begin(JobId id, long after, JobReader reader) {
        try {
            read(id, after, reader);
        } catch (RuntimeException e) {
            reader.fail(e);
        }
    }

    private void read(JobId id, long after, JobReader reader) {
        if (!channels.containsKey(id) && replay(id, after, reader)) {
            return;
        }
        // here or elsewhere, or soon: of a process that has ended it is taken over in a moment
        var channel = channels.computeIfAbsent(id, _ -> new JobChannel(id, listeners));
        long told;
        channel.io.lock();
        try {
            follow(channel);
            told = join(channel, after, reader);
        } finally {
            channel.io.unlock();
        }
        if (told < 0) {
            return;
        }
        if (signals.hasOthers() && past.isOpen(id)) {
            read(id, told, reader); // the last one who followed it has just gone
        } else {
            store.events(id, told).forEach(reader::emitPast);
            reader.complete();
        }
    }

    /** @return the number of the last event that the reader got if nothing more comes from here, else -1 */
    private long join(JobChannel channel, long after, JobReader reader) {
        var written = channel.remembers(after) ? List.<JobEvent>of() : store.events(channel.job(), after);
        synchronized (channel) {
            channel.past(written, after).forEach(reader::emitPast);
            if (channels.get(channel.job()) != channel) {
                return Math.max(after, channel.told());
            }
            channel.add(reader);
            reader.onLeave(() -> {
                channel.remove(reader);
                dropped(channel);
            });
            return -1;
        }
    }

    /** Tells what is past of a job that has ended; false if it has not. */
    private boolean replay(JobId id, long after, JobReader reader) {
        var known = past.remembered(id);
        if (known.isEmpty()) {
            var job = store.find(id);
            if (job.isPresent() && !job.get().state().hasEnded()) {
                return false;
            }
            var events = store.events(id, after);
            if (job.isPresent() && (events.isEmpty() || !events.getLast().isLast())) {
                tellTheEnd(job.get());
                events = store.events(id, after);
            }
            events.forEach(reader::emitPast);
        } else {
            past.of(known.get(), after).forEach(reader::emitPast);
        }
        reader.complete();
        return true;
    }

    /** The events of a job so far, whichever process tells of it. Blocks if they are not remembered. */
    public List<JobEvent> past(JobId id) {
        return Optional.ofNullable(channels.get(id))
                .filter(JobChannel::isOwn)
                .or(() -> past.remembered(id))
                .map(channel -> past.of(channel, 0))
                .orElseGet(() -> store.events(id, 0));
    }

    /** Something happened to a job elsewhere. Blocks. */
    public void follow(JobId id) {
        var channel = channels.get(id);
        if (channel != null) {
            follow(channel);
        }
    }

    private void follow(JobChannel channel) {
        channel.io.lock();
        try {
            if (!channel.isOwn() && !channel.hasEnded() && past.follow(channel)) {
                end(channel);
            }
        } finally {
            channel.io.unlock();
        }
    }

    private void end(JobChannel channel) {
        if (channel.hasEnded()) {
            past.remember(channel);
        }
        channels.remove(channel.job(), channel);
        channel.complete();
    }

    /** Tells of all jobs that are followed here what signals that were lost would have told. Blocks. */
    public void followAll() {
        followed().forEach(this::follow);
    }

    /** Tells the end of jobs that are followed here and have ended without an event that says so. Blocks. */
    public void tellEnds() {
        followed().forEach(channel -> past.ended(channel.job()).ifPresent(this::tellTheEnd));
    }

    private List<JobChannel> followed() {
        return channels.values().stream().filter(channel -> !channel.isOwn()).toList();
    }

    /** A process may be killed between the end of a job and its last event: then the event is sent late, not never. */
    private void tellTheEnd(Job ended) {
        if (past.isTold(ended.id()) || !reopen(ended.id())) {
            return;
        }
        if (past.isTold(ended.id())) { // by another thread, meanwhile
            close(ended.id());
        } else {
            publish(ended, JobEvent.endOf(ended));
        }
    }
}
