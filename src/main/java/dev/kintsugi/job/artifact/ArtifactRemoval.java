package dev.kintsugi.job.artifact;

import dev.kintsugi.job.store.ArtifactStore;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Retention;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.random.RandomGenerator;

/**
 * Removes what jobs made once no job has it any more. What one job is just keeping is not deleted because another that had the
 * same content is forgotten.
 */
@ApplicationScoped
class ArtifactRemoval {

    /** How many artifacts that cannot be deleted show that none can be just now. */
    private static final int HOPELESS = 20;

    private final ArtifactStore contents;
    private final JobStore jobs;
    private final RandomGenerator random;
    private final Clock clock;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();

    ArtifactRemoval(ArtifactStore contents, JobStore jobs, RandomGenerator random, Clock clock) {
        this.contents = contents;
        this.jobs = jobs;
        this.random = random;
        this.clock = clock;
    }

    /** While it is open nothing is deleted. */
    interface Pause extends AutoCloseable {
        @Override
        void close();
    }

    /** Until it is closed, by the same thread, nothing is deleted. Blocks while something is. */
    Pause pause() {
        lock.readLock().lock();
        return lock.readLock()::unlock;
    }

    /**
     * Forgets jobs beyond the limits, and what only they had: what cannot be deleted, or not by then, is so the next time.
     * Blocks.
     */
    void forget(Retention limits, Instant now, Instant until) {
        var unused = new ArrayList<>(jobs.forget(limits, now));
        Collections.shuffle(unused, random); // several processes would be in each other's way
        int failed = 0;
        for (var digest : unused) {
            if (failed == HOPELESS || clock.instant().isAfter(until)) {
                return;
            }
            failed += delete(digest) ? 0 : 1;
        }
    }

    private boolean delete(String digest) {
        lock.writeLock().lock();
        try {
            if (!jobs.isNeeded(digest)) {
                contents.delete(digest);
                jobs.deleted(digest);
            }
            return true;
        } catch (RuntimeException e) {
            Log.debugf(e, "an artifact that no job has cannot be deleted now");
            return false;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
