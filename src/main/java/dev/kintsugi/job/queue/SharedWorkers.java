package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Gives waiting jobs that are like one that a worker has to the same worker. */
record SharedWorkers(WaitingJobs waiting, ClaimedJobs claimed) {

    /**
     * Jobs that begin together with one that begins.
     *
     * @param most how many a worker may have
     * @param free how many workers they could begin on, the one of the first among them
     */
    List<RunnableJob> companions(RunnableJob first, int most, int free) {
        var like = waiting.all()
                .filter(other -> other.isLike(first))
                .limit((long) most * free) // more make no difference
                .toList();
        var share = (like.size() + free) / free; // rounded up, with the first one
        var taken = like.stream().limit(Math.min(most, share) - 1L).toList();
        taken.forEach(runnable -> add(first, runnable));
        return taken;
    }

    /**
     * One of the jobs that the next one is like, of the worker with the fewest.
     *
     * @param kinds of which the next one may be, beside a job
     */
    Optional<RunnableJob> host(Function<RunnableJob, Set<WorkKind>> kinds) {
        return claimed.hosts()
                .filter(host -> next(host, kinds.apply(host)).isPresent())
                .findFirst();
    }

    /** The next job, if it is like the host, shares its worker. */
    Optional<RunnableJob> join(RunnableJob host, int most, Set<WorkKind> kinds) {
        var beside = claimed.beside(host);
        var next = beside > 0 && beside < most ? next(host, kinds) : Optional.<RunnableJob>empty();
        next.ifPresent(runnable -> add(host, runnable));
        return next;
    }

    private Optional<RunnableJob> next(RunnableJob host, Set<WorkKind> kinds) {
        return waiting.next(kinds).filter(host::isLike);
    }

    private void add(RunnableJob host, RunnableJob runnable) {
        waiting.remove(runnable.job().id());
        claimed.addTo(host, runnable);
    }
}
