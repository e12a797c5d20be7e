package dev.kintsugi.job.support;

import dev.kintsugi.recovery.failure.Failure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A critical problem that needs a person. The same on the same model is one ticket, however often it happens.
 *
 * @param id its name, {@code ticket_} and what it is about
 * @param failure the newest of them
 * @param first when it happened first
 * @param last when it happened last
 * @param occurrences how often
 * @param jobs that it stopped, the newest ten
 * @param open whether it is not closed yet
 */
public record SupportTicket(
        String id, Failure failure, Instant first, Instant last, int occurrences, List<String> jobs, boolean open) {

    private static final int MOST_JOBS = 10;

    public SupportTicket {
        jobs = List.copyOf(jobs);
    }

    static SupportTicket of(Failure failure, List<String> jobs) {
        return new SupportTicket(id(failure), failure, failure.at(), failure.at(), 1, jobs, true);
    }

    static String id(Failure failure) {
        var model = failure.context().model();
        return "ticket_" + failure.type().code() + (model.isEmpty() ? "" : "_" + model);
    }

    /** Whether this very failure of these jobs is counted already. */
    boolean tells(Failure other, List<String> others) {
        return last.equals(other.at()) && jobs.containsAll(others);
    }

    /** Another occurrence; a closed ticket is open again. */
    SupportTicket again(Failure newest, List<String> more) {
        var newestJobs = new ArrayList<>(jobs);
        newestJobs.removeAll(more);
        newestJobs.addAll(more);
        return new SupportTicket(
                id,
                newest,
                first,
                newest.at(),
                occurrences + 1,
                newestJobs.subList(Math.max(0, newestJobs.size() - MOST_JOBS), newestJobs.size()),
                true);
    }

    SupportTicket closed() {
        return new SupportTicket(id, failure, first, last, occurrences, jobs, false);
    }
}
