package dev.kintsugi.job.store;

import dev.kintsugi.job.JobId;
import java.util.function.Consumer;

/**
 * What the processes that share a store of jobs tell each other. A signal may be lost: it only makes happen at once what
 * would happen a little later.
 */
public interface JobSignals {

    /** The kinds of signal. */
    sealed interface Signal {}

    /** A job has a new event. */
    record Happened(JobId job) implements Signal {}

    /** A job that runs on another instance is cancelled. */
    record Stop(JobId job) implements Signal {}

    /** Jobs wait that any idle instance may claim. */
    record Waiting() implements Signal {}

    /** Whether there can be others. */
    boolean hasOthers();

    /** Tells all others, in a moment. */
    void tell(Signal signal);

    /** Whom to call, on a thread that may block, with what others tell. */
    void listen(Consumer<Signal> listener);
}
