package dev.kintsugi.store.jobs;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobQuery;
import dev.kintsugi.job.store.JobStore;
import dev.kintsugi.job.store.Retention;
import io.quarkus.logging.Log;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Moves jobs that were held in memory into the usual store once it can be written again. */
final class HeldJobs {

    private HeldJobs() {}

    /**
     * Moves those that have ended. One that is refused is no reason to leave the others: what was thrown at last is thrown in the end.
     *
     * @param then is done after it
     */
    static void moveEnded(MemoryJobStore held, JobStore kept, Runnable then) {
        var refusals = new Refusals();
        for (var job : held.all()) {
            if (job.state().hasEnded()) {
                refusals.passOver(() -> move(job, held, kept));
            }
        }
        refusals.passOver(then);
        refusals.throwLast();
    }

    private static void move(Job job, MemoryJobStore held, JobStore kept) {
        var there = kept.find(job.id()).orElseGet(() -> kept.add(job, UnfinishedJobs.NOBODY));
        if (!there.id().equals(job.id()) || !kept.replace(there, job)) { // with its artifacts
            Log.errorf("job %s, which is held in memory, cannot be kept: %s is in its place", job.id(), there.id());
            return;
        }
        held.remove(job.id());
        Log.infof("job %s, which was held in memory, is kept now", job.id());
    }

    /** One job whose data is refused does not stop the others; a store that refuses twice is not asked again and again. */
    static final class Refusals {

        private @Nullable RuntimeException first;

        /** @throws RuntimeException what the work throws, if something was refused before */
        void passOver(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException e) {
                if (first != null) {
                    throw e;
                }
                first = e;
            }
        }

        void throwLast() {
            if (first != null) {
                throw first;
            }
        }
    }

    /** Those that are held come first: they are the newest. */
    static JobQuery.Page list(JobQuery query, MemoryJobStore held, JobStore kept) {
        var page = kept.list(query);
        var jobs = page.jobs().stream().filter(job -> held.find(job.id()).isEmpty());
        var first = query.before().isPresent() ? Stream.<Job>empty() : held.list(query).jobs().stream();
        return new JobQuery.Page(Stream.concat(first, jobs).toList(), page.next());
    }

    /**
     * Forgets jobs beyond the limits in both stores.
     *
     * @param release lets go of an artifact, by its digest, that is held in memory
     * @return digests of artifacts that no job has any more
     */
    static List<String> forget(
            Retention limits, Instant now, MemoryJobStore held, JobStore kept, Consumer<String> release) {
        for (var digest : held.forget(limits, now)) {
            release.accept(digest);
            held.deleted(digest);
        }
        return kept.forget(limits, now).stream()
                .filter(digest -> !held.isNeeded(digest))
                .toList();
    }
}
