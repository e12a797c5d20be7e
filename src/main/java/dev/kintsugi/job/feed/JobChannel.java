package dev.kintsugi.job.feed;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobEvent;
import dev.kintsugi.job.JobId;
import dev.kintsugi.job.JobState;
import dev.kintsugi.job.store.EventBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The events of one job in memory, and the readers that listen to them. This process publishes events of its own jobs;
 * those of others it reads from the store. Nothing here blocks: what is to be written is handed out as a batch, and told
 * when that was written.
 *
 * <p>An ephemeral event is sent at once if its number is reserved and nothing waits that must be sent before it.
 */
final class JobChannel {

    /** How many numbers are reserved at a time. */
    static final int BLOCK = 256;

    /** How many events are remembered; of a job with more, old steps are forgotten. */
    private static final int MOST_REMEMBERED = 512;

    private record Waiting(Job job, JobEvent.What what, Instant at) {

        JobEvent numbered(long seq) {
            return new JobEvent(job.id(), seq, at, what);
        }
    }

    private record Numbered(Job job, JobEvent event) {}

    /** Held while something of the job is written or read, which may take long; never by a thread that computes. */
    final ReentrantLock io = new ReentrantLock();

    /** Whether a write is to come in a moment, or at once. */
    final AtomicBoolean soon = new AtomicBoolean();

    final AtomicBoolean now = new AtomicBoolean();

    /** Whether a crowd is to be told of steps in a moment. */
    final AtomicBoolean gathering = new AtomicBoolean();

    private final JobId job;
    private final JobListeners listeners;
    private final JobReaders readers = new JobReaders();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<JobEvent> behind = new ArrayList<>();
    private final Deque<JobEvent> remembered = new ArrayDeque<>();

    private List<Numbered> numbered = List.of();
    private Optional<EventBatch> writing = Optional.empty();
    private boolean doubtful;
    private boolean own;
    private boolean ended;
    private long last;
    private long told;
    private long reserved;
    private long base;

    /** @param listeners hear of each event of an own job, on the thread that tells it */
    JobChannel(JobId job, JobListeners listeners) {
        this.job = job;
        this.listeners = listeners;
    }

    JobId job() {
        return job;
    }

    /** Whether this process tells of the job. */
    synchronized boolean isOwn() {
        return own;
    }

    synchronized boolean isFollowed() {
        return !readers.isEmpty();
    }

    /** Whether the last event was sent. */
    synchronized boolean hasEnded() {
        return ended;
    }

    /** Whether the last event was sent, and the job cannot be resumed. */
    synchronized boolean isFinal() {
        return ended
                && switch (remembered.getLast().what()) {
                    case JobEvent.Completed _, JobEvent.Cancelled _ -> true;
                    case JobEvent.Failed failed -> !JobState.canBeResumed(failed.outcome());
                    case JobEvent.Queued _, JobEvent.Started _, JobEvent.Progressed _, JobEvent.Recovering _ -> false;
                };
    }

    /** The number of the last event that was sent. */
    synchronized long told() {
        return told;
    }

    /** The number up to which numbers are reserved. */
    synchronized long reserved() {
        return reserved;
    }

    /** This process tells of the job from now on, after this number. */
    synchronized void own(long newest) {
        own = true;
        ended = false;
        last = Math.max(newest, told);
        told = last;
        reserved = last;
        base = last;
    }

    /** Reopens after the last event of a job that is resumed. */
    synchronized void resume() {
        own = true;
        ended = false;
    }

    /** Others tell of the job from now on; what waits is not told. */
    synchronized void disown() {
        own = false;
        base = told;
        waiting.clear();
        behind.clear();
        numbered = List.of();
        writing = Optional.empty();
        remembered.clear();
    }

    synchronized void add(JobReader reader) {
        readers.add(reader);
    }

    synchronized void remove(JobReader reader) {
        readers.remove(reader);
    }

    /**
     * Tells an event of an own job, now or when it is written.
     *
     * @return whether something must be written before it can be sent, or before the next one can
     */
    synchronized boolean add(Job of, JobEvent.What what, Instant at) {
        if (!own || ended) {
            return false;
        }
        var next = new Waiting(of, what, at);
        var event = next.numbered(last + 1);
        if (event.isEphemeral() && waiting.isEmpty() && numbered.isEmpty() && last < reserved) {
            last++;
            tell(of, event);
            if (!event.isDelta()) {
                behind.removeIf(event::supersedes);
                behind.add(event);
            }
            return reserved - last < BLOCK / 4;
        }
        if (!waiting.isEmpty() && event.supersedes(waiting.getLast().numbered(0))) {
            waiting.removeLast();
        }
        waiting.add(next);
        return true;
    }

    /** Whether events that were told are not written yet. */
    synchronized boolean isBehind() {
        return !behind.isEmpty();
    }

    /** What is to be written next, which is then {@link #written} or {@link #failed}; one that failed comes again as it was. */
    synchronized Optional<EventBatch> next(boolean previews) {
        if (writing.isPresent() || !own || ended) {
            return writing;
        }
        numbered = new ArrayList<>();
        for (var one : waiting) {
            numbered.add(new Numbered(one.job(), one.numbered(++last)));
        }
        waiting.clear();
        var events = new ArrayList<>(behind);
        numbered.forEach(one -> events.add(one.event()));
        behind.clear();
        events.removeIf(event -> event.isDelta() || !previews && event.isPreview());
        long reserve = reserved;
        if (!numbered.isEmpty() && numbered.getLast().event().isLast()) {
            reserve = Math.max(reserved, last);
        } else {
            while (reserve - last < BLOCK / 2) {
                reserve += BLOCK;
            }
        }
        writing = events.isEmpty() && reserve == reserved
                ? Optional.empty()
                : Optional.of(new EventBatch(job, events, reserved, reserve));
        if (writing.isEmpty()) { // only previews that are not written
            tellNumbered();
        }
        return writing;
    }

    /** Whether it may have been written although that failed. */
    synchronized boolean isDoubtful() {
        return doubtful;
    }

    synchronized void failed() {
        doubtful = true;
    }

    synchronized void written(EventBatch batch) {
        writing = Optional.empty();
        doubtful = false;
        reserved = batch.reserve();
        tellNumbered();
    }

    private void tellNumbered() {
        var all = numbered;
        numbered = List.of();
        all.forEach(one -> tell(one.job(), one.event()));
    }

    /** Tells the first event of a new job, which is written with it. */
    synchronized void tellFirst(Job of, JobEvent first) {
        last = first.seq();
        reserved = first.seq();
        tell(of, first);
    }

    private void tell(Job of, JobEvent event) {
        ended |= event.isLast();
        remember(event);
        emit(event);
        listeners.on(of, event);
    }

    private void remember(JobEvent event) {
        if (event.isPreview() || ended) {
            remembered.removeIf(JobEvent::isPreview);
        }
        remembered.add(event);
        for (Iterator<JobEvent> all = remembered.iterator(); remembered.size() > MOST_REMEMBERED && all.hasNext(); ) {
            if (all.next().isEphemeral()) {
                all.remove();
                return;
            }
        }
    }

    /** Tells an event that another process has written. */
    synchronized void tellFollowed(JobEvent event) {
        base = event.seq();
        emit(event);
        tellCrowd();
    }

    private void emit(JobEvent event) {
        told = event.seq();
        readers.tell(event);
    }

    /** After which time a crowd is told of the newest step; nothing if it knows all. */
    synchronized Optional<Duration> crowdWaits() {
        return readers.waits();
    }

    /** Tells all readers what they were spared so far. */
    synchronized void tellCrowd() {
        readers.tellCrowd();
    }

    synchronized void complete() {
        readers.complete();
    }

    /** Whether all events after a number are in memory here, so that the store need not be read. */
    synchronized boolean remembers(long after) {
        return after >= base;
    }

    /** The events after a number, from the store and from memory. */
    synchronized List<JobEvent> past(List<JobEvent> written, long after) {
        var all = new ArrayList<JobEvent>();
        written.stream().filter(event -> event.seq() <= base).forEach(all::add);
        remembered.stream().filter(event -> event.seq() > after).forEach(all::add);
        return all;
    }
}
