package dev.kintsugi.job.queue;

import dev.kintsugi.pipeline.work.WorkKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Gives waiting jobs that are like one that a worker has to the same worker. */
record SharedWorkers(WaitingJobs waiting, ClaimedJobs claimed) {

    /**
     * Jobs that begin together with one that begins.
     *
     * @param most how many a worker may have
     * @param free how many workers they could begin on, the one of the first among them
     */
    List<RunnableJob> companions(RunnableJob first, int most, int free) {
        var like = waiting.ready()
                .filter(other -> other.isLike(first))
                .limit((long) most * free) // more make no difference
                .toList();
        var share = (like.size() + free) / free; // rounded up, with the first one
        var taken = like.stream().limit(Math.min(most, share) - 1L).toList();
        taken.forEach(runnable -> {
            waiting.remove(runnable.job().id());
            claimed.addTo(first, runnable);
        });
        return taken;
    }

    /**
     * Jobs that the next one is like, one of each worker, of the worker with the fewest first.
     *
     * @param most how many a job and those beside it may be; 0 if none may join
     * @param kinds of which the next one may be, beside a job
     */
    List<RunnableJob> hosts(ToIntFunction<RunnableJob> most, Function<RunnableJob, Set<WorkKind>> kinds) {
        return claimed.hosts()
                .filter(host -> claimed.hasRoom(host, most.applyAsInt(host)))
                .filter(host -> isNextLike(host, kinds.apply(host)))
                .toList();
    }

    /**
     * The next job, if it is like the host, shares its worker, as if it had been its turn for a worker of its own: whoever comes
     * after it has the next turn.
     */
    Optional<RunnableJob> join(RunnableJob host, int most, Set<WorkKind> kinds) {
        if (!claimed.hasRoom(host, most) || !isNextLike(host, kinds)) {
            return Optional.empty();
        }
        var next = waiting.poll(kinds);
        next.ifPresent(runnable -> claimed.addTo(host, runnable));
        return next;
    }

    private boolean isNextLike(RunnableJob host, Set<WorkKind> kinds) {
        return waiting.next(kinds).filter(host::isLike).isPresent();
    }
}
