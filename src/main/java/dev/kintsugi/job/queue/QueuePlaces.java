package dev.kintsugi.job.queue;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.Priority;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The places for jobs that wait: so many for all, so many for each kind, and half of all for one principal, so that one connection
 * cannot keep all others out.
 *
 * @param all how many there are
 */
record QueuePlaces(int all, KindLimits kinds, WaitingJobs waiting, Reservations reserved) {

    /** How many may wait. */
    private static final String LIMIT = "queue_limit";

    /**
     * Keeps a place for a job.
     *
     * @throws TypedException model_overloaded if no place is left, or none for its kind, rate_limit_exceeded if none is left
     *     for its caller
     */
    void reserve(Job job) {
        if (waiting.size() + reserved.size() >= all) {
            throw new TypedException(
                            FailureType.MODEL_OVERLOADED,
                            all + " requests are waiting already; come back a little later")
                    .with(LIMIT, all);
        }
        requirePlace(job.plan().work().kind());
        job.caller().principal().ifPresent(this::requirePlace);
        reserved.add(job);
    }

    private void requirePlace(WorkKind kind) {
        if (waiting.ofKind(kind) + reserved.ofKind(kind) >= kinds.queue(kind)) {
            throw new TypedException(
                            FailureType.MODEL_OVERLOADED,
                            kinds.queue(kind) + " requests of the kind " + kind.code()
                                    + " are waiting already; come back a little later")
                    .with(LIMIT, kinds.queue(kind));
        }
    }

    private void requirePlace(String principal) {
        var share = (all + 1) / 2;
        if (waiting.of(principal) + reserved.of(principal) >= share) {
            throw new TypedException(
                            FailureType.RATE_LIMIT_EXCEEDED,
                            share
                                    + " requests of this connection are waiting already; submit the next one when one has begun")
                    .with(LIMIT, share);
        }
    }

    /** What of each kind is before a job of a priority: all of it that waits, and what workers have. */
    Map<WorkKind, Backlog.Load> load(Priority priority, ClaimedJobs claimed) {
        return Stream.of(WorkKind.values())
                .collect(Collectors.toMap(Function.identity(), kind -> load(priority, kind, claimed)));
    }

    private Backlog.Load load(Priority priority, WorkKind kind, ClaimedJobs claimed) {
        return new Backlog.Load(
                waiting.before(priority, kind) + reserved.ofKind(kind) + claimed.count(kind),
                waiting.amountBefore(priority, kind) + reserved.amount(kind) + claimed.amount(kind));
    }

    /** How many are left. */
    int left() {
        return Math.max(0, all - waiting.size() - reserved.size());
    }

    /** How many are left for a kind. */
    int left(WorkKind kind) {
        return Math.max(0, Math.min(left(), kinds.queue(kind) - waiting.ofKind(kind) - reserved.ofKind(kind)));
    }

    /** How much is taken, from 0 to 1: of all, or of those of a kind whose works can be made shorter, whichever is more. */
    double share() {
        return Stream.of(WorkKind.values())
                .filter(WorkKind::shortens)
                .mapToDouble(kind -> share(waiting.ready(kind), kinds.queue(kind)))
                .reduce(share((int) waiting.ready().count(), all), Math::max);
    }

    private static double share(int waiting, int places) {
        return places == 0 ? 0 : Math.min(1, (double) waiting / places);
    }
}
