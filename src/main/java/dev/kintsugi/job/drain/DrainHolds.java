package dev.kintsugi.job.drain;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicInteger;

/** What must be done before the process ends, whether its caller was answered or not: a job is being kept, or cancelled. */
@ApplicationScoped
public class DrainHolds {

    /** Something that the end of the service must not cut, until it is closed. */
    public interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    private final AtomicInteger holds = new AtomicInteger();

    /** Something of that begins. */
    public Hold hold() {
        holds.incrementAndGet();
        return holds::decrementAndGet;
    }

    /** Whether nothing of that is under way: the end need not wait. */
    public boolean areReleased() {
        return holds.get() == 0;
    }
}
