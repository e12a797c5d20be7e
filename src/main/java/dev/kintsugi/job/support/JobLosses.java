package dev.kintsugi.job.support;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Jobs that were lost with their database: operators get a ticket, and clients hear of it that ask for a job that is not known. */
@ApplicationScoped
public class JobLosses {

    private record Loss(String text, Instant at) {}

    private final SupportTickets tickets;
    private final Clock clock;
    private volatile Optional<Loss> known = Optional.empty();

    JobLosses(SupportTickets tickets, Clock clock) {
        this.tickets = tickets;
        this.clock = clock;
    }

    /**
     * What is lost now; a ticket is opened once for each loss. Blocks.
     *
     * @param text what happened; nothing if nothing is lost, or an operator has seen to it
     */
    public synchronized void noticed(Optional<String> text) {
        var before = known;
        known = text.map(now -> before.filter(loss -> loss.text().contains(now))
                .map(loss -> new Loss(now, loss.at()))
                .orElseGet(() -> raised(now)));
    }

    /** A process before this one may have told of it. */
    private Loss raised(String text) {
        return tickets.all().stream()
                .map(SupportTicket::failure)
                .filter(told -> told.type() == FailureType.DATA_INTEGRITY_ERROR
                        && told.message().contains(text))
                .findFirst()
                .map(told -> new Loss(text, told.at()))
                .orElseGet(() -> raisedNow(text));
    }

    private Loss raisedNow(String text) {
        var at = clock.instant();
        tickets.raise(new Failure(
                FailureType.DATA_INTEGRITY_ERROR,
                Severity.CRITICAL,
                "Jobs were lost: " + text + ".",
                text,
                new FailureContext("", "job_store", "", "", "", Map.of()),
                List.of(),
                at));
        return new Loss(text, at);
    }

    /** What the client of a job that is not known should know, after a comma; empty if nothing is lost. Never blocks. */
    public String hint() {
        return known.map(loss -> ", or it was lost: at " + loss.at().truncatedTo(ChronoUnit.SECONDS)
                        + " jobs were lost because their database was damaged")
                .orElse("");
    }
}
