package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.store.JobSignals;
import dev.kintsugi.job.store.JobStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Past events of jobs. Those of jobs that ended last here stay in memory, as they are often requested once
 * more; others are read from the store.
 */
final class PastEvents {

    private static final int MOST = 128;

    private final JobStore store;
    private final JobSignals signals;
    private final Map<JobId, JobChannel> ended = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<JobId, JobChannel> eldest) {
            return size() > MOST;
        }
    };

    PastEvents(JobStore store, JobSignals signals) {
        this.store = store;
        this.signals = signals;
    }

    void remember(JobChannel channel) {
        synchronized (ended) {
            ended.put(channel.job(), channel);
        }
    }

    /** What is remembered of a job that goes on; nothing if that is not, or no more. */
    Optional<JobChannel> take(JobId job) {
        synchronized (ended) {
            return Optional.ofNullable(ended.remove(job));
        }
    }

    /** What is remembered of a job that has ended and does not go on elsewhere. */
    Optional<JobChannel> remembered(JobId job) {
        synchronized (ended) {
            return Optional.ofNullable(ended.get(job)).filter(channel -> !signals.hasOthers() || channel.isFinal());
        }
    }

    /** The events after a number. Blocks if they are not in memory. */
    List<JobEvent> of(JobChannel channel, long after) {
        return channel.past(channel.remembers(after) ? List.of() : store.events(channel.job(), after), after);
    }

    /**
     * This process tells of a job from now on, after what is kept. Blocks.
     *
     * @return false if it does already
     */
    boolean own(JobChannel channel) {
        if (channel.isOwn() && !channel.hasEnded()) {
            return false;
        }
        var newest = store.lastEvent(channel.job());
        if (channel.hasEnded() && newest == channel.reserved()) {
            channel.resume(); // no other instance has sent events of it meanwhile
            return true;
        }
        if (channel.hasEnded()) {
            channel.disown();
        }
        store.events(channel.job(), channel.told()).forEach(channel::tellFollowed);
        channel.own(newest);
        return true;
    }

    /**
     * Tells the readers of a job what another process has written. Blocks.
     *
     * @return whether that was the end
     */
    boolean follow(JobChannel channel) {
        var events = store.events(channel.job(), channel.told());
        events.forEach(channel::tellFollowed);
        return !events.isEmpty() && events.getLast().isLast();
    }

    /** Whether a job is kept and has not ended. Blocks. */
    boolean isOpen(JobId job) {
        return store.find(job).map(kept -> !kept.state().hasEnded()).orElse(false);
    }

    /** A job if it has ended. Blocks. */
    Optional<Job> ended(JobId job) {
        return store.find(job).filter(kept -> kept.state().hasEnded());
    }

    /** Whether the end of a job is the last that is kept of it. Blocks. */
    boolean isTold(JobId job) {
        var events = store.events(job, 0);
        return !events.isEmpty() && events.getLast().isLast();
    }
}
