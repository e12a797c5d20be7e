package dev.kintsugi.runtime.weights;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** How far one load is, written by the thread that loads and read by all that wait for it. */
@SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
public final class LoadProgress {

    /** Slower than any machine prepares a network that it has read; more time than this says it hangs. */
    private static final long PREPARED_PER_SECOND = 8L << 20;

    private final String model;
    private final String file;
    private final Duration silence;
    private final long begun = System.nanoTime(); // a clock that is set must not make a load look stuck
    private final AtomicBoolean claimed = new AtomicBoolean();
    private volatile long last = begun;
    private volatile long bytes; // written by one thread only
    private volatile long of;
    private volatile Duration allowed;

    public LoadProgress(String model, String file, Duration silence) {
        this.model = model;
        this.file = file;
        this.silence = silence;
        this.allowed = silence;
    }

    /** There are this many bytes more to read than was known. */
    public void expect(long more) {
        of += more;
        forward();
    }

    /** This many more were read. */
    public void read(long more) {
        bytes += more;
        forward();
    }

    /** All is read; what follows says nothing while it goes on, and takes the longer the more it was. */
    public void prepare() {
        allowed = silence.plusSeconds(bytes / PREPARED_PER_SECOND);
        forward();
    }

    /** Whether the caller is the one that begins it. */
    public boolean claim() {
        return claimed.compareAndSet(false, true);
    }

    private void forward() {
        last = System.nanoTime();
    }

    /** What a person calls it. */
    public String name() {
        return file + " of the model " + model;
    }

    /** How much longer it may say nothing; negative if it has been silent for too long. */
    public Duration patience() {
        return allowed.minusNanos(System.nanoTime() - last);
    }

    public LoadInProgress view() {
        var now = System.nanoTime();
        return new LoadInProgress(model, file, bytes, of, Duration.ofNanos(now - begun), Duration.ofNanos(now - last));
    }
}
