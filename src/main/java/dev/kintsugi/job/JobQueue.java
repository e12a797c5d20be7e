package dev.kintsugi.job;

import dev.kintsugi.capacity.QueueLoad;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.TypedException;
import dev.kintsugi.runtime.InferenceExecutor;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs that wait, first come first served, and how many run. Bounded on both sides. */
@ApplicationScoped
class JobQueue implements QueueLoad {

    private final int capacity;
    private final int workers;
    private final ArrayDeque<Ticket> waiting = new ArrayDeque<>();
    private int reserved;
    private final Map<JobId, Ticket> claimed = new HashMap<>();

    JobQueue(JobSettings settings, InferenceExecutor inference) {
        this.capacity = settings.queue();
        this.workers = inference.size();
    }

    /**
     * Keeps a place for a job that will be added in a moment.
     *
     * @return how many are before it
     * @throws TypedException model_overloaded where no place is left
     */
    synchronized int reserve() {
        var before = waiting.size() + reserved;
        if (before >= capacity) {
            throw new TypedException(
                    FailureType.MODEL_OVERLOADED, capacity + " requests are waiting already; come back a little later");
        }
        reserved++;
        return before;
    }

    /** Gives a place back that was reserved. */
    synchronized void release() {
        reserved--;
    }

    synchronized void add(Ticket ticket) {
        reserved--;
        waiting.add(ticket);
    }

    /** Adds a job that was accepted before this process began, whether there is room or not. */
    synchronized void restore(Ticket ticket) {
        waiting.add(ticket);
    }

    /** Takes a worker for a job that does not wait here; one more than there are for a moment, where another was faster. */
    synchronized void occupy(Ticket ticket) {
        claimed.put(ticket.job().id(), ticket);
    }

    /** Whether a worker is free and nothing waits for it. */
    synchronized boolean isIdle() {
        return claimed.size() < workers && waiting.isEmpty();
    }

    /** The jobs that workers have. */
    synchronized List<Ticket> claimed() {
        return List.copyOf(claimed.values());
    }

    /** The next job, where a worker is free for it; the worker is taken until {@link #done}. */
    synchronized Optional<Ticket> claim() {
        if (claimed.size() >= workers || waiting.isEmpty()) {
            return Optional.empty();
        }
        var ticket = waiting.remove();
        claimed.put(ticket.job().id(), ticket);
        return Optional.of(ticket);
    }

    synchronized void done(JobId id) {
        claimed.remove(id);
    }

    /** A job that a worker has. */
    synchronized Optional<Ticket> claimed(JobId id) {
        return Optional.ofNullable(claimed.get(id));
    }

    /** Takes a job out that waits. */
    synchronized Optional<Ticket> remove(JobId id) {
        var found =
                waiting.stream().filter(ticket -> ticket.job().id().equals(id)).findFirst();
        found.ifPresent(waiting::remove);
        return found;
    }

    @Override
    public synchronized double share() {
        return capacity == 0 ? 0 : Math.min(1, (double) waiting.size() / capacity);
    }

    synchronized int waiting() {
        return waiting.size();
    }

    synchronized int running() {
        return claimed.size();
    }

    int workers() {
        return workers;
    }

    int capacity() {
        return capacity;
    }
}
