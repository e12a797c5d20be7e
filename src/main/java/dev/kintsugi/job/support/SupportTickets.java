package dev.kintsugi.job.support;

import dev.kintsugi.job.Job;
import dev.kintsugi.job.JobResult;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tickets of critical failures. */
@ApplicationScoped
public class SupportTickets {

    private static final int MOST = 500;

    private final TicketStore store;
    private final Map<String, SupportTicket> tickets = new ConcurrentHashMap<>();
    private boolean loaded;

    SupportTickets(TicketStore store) {
        this.store = store;
    }

    /** Opens a ticket for a critical failure, or counts it in the one that is there. */
    public void open(Job job, Outcome.Failed<JobResult> outcome) {
        var failure = outcome.failure();
        if (failure.severity() == Severity.CRITICAL) {
            keep(failure, job);
        }
    }

    /** Opens a ticket for a critical failure that no job met, or counts it in the one that is there. */
    public void raise(Failure failure) {
        keep(failure, List.of());
    }

    private void keep(Failure failure, Job job) {
        keep(failure, List.of(job.id().value()));
    }

    private synchronized void keep(Failure failure, List<String> jobs) {
        load();
        var known = tickets.get(SupportTicket.id(failure));
        if (known != null && known.tells(failure, jobs)) {
            return; // it could not be kept at once, and is tried again
        }
        var ticket = known == null ? SupportTicket.of(failure, jobs) : known.again(failure, jobs);
        tickets.put(ticket.id(), ticket);
        store.keep(ticket);
        if (tickets.size() > MOST) {
            tickets.values().stream()
                    .min(Comparator.comparing(SupportTicket::last))
                    .ifPresent(oldest -> {
                        tickets.remove(oldest.id());
                        store.remove(oldest);
                    });
        }
    }

    /** The ticket of a failure, if one is open. Never blocks. */
    public Optional<SupportTicket> of(Failure failure) {
        return failure.severity() != Severity.CRITICAL
                ? Optional.empty()
                : Optional.ofNullable(tickets.get(SupportTicket.id(failure))).filter(SupportTicket::open);
    }

    /** All tickets, the newest first. */
    public synchronized List<SupportTicket> all() {
        load();
        return tickets.values().stream()
                .sorted(Comparator.comparing(SupportTicket::last).reversed())
                .toList();
    }

    /** Closes a ticket; nothing if there is none. Closing it again is harmless. */
    public synchronized Optional<SupportTicket> close(String id) {
        load();
        var closed = Optional.ofNullable(tickets.get(id)).map(SupportTicket::closed);
        closed.ifPresent(ticket -> {
            tickets.put(id, ticket);
            store.keep(ticket);
        });
        return closed;
    }

    private void load() {
        if (!loaded) {
            store.all().forEach(ticket -> tickets.put(ticket.id(), ticket));
            loaded = true;
        }
    }
}
