package dev.kintsugi.ops.health;

import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.FailureListener;
import dev.kintsugi.report.analytics.FailureOutcome;
import dev.kintsugi.report.analytics.FailureRecord;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Map;

/** Opens tickets for critical failures of requests that no job met; those that ended jobs have theirs. */
@ApplicationScoped
class RefusedTickets implements FailureListener {

    private final SupportTickets tickets;

    RefusedTickets(SupportTickets tickets) {
        this.tickets = tickets;
    }

    @Override
    public void on(FailureRecord failure, long times) {
        if (failure.severity() == Severity.CRITICAL && failure.outcome() == FailureOutcome.REFUSED) {
            tickets.raise(new Failure(
                    failure.type(),
                    failure.severity(),
                    failure.message(),
                    failure.message(),
                    new FailureContext(failure.correlationId(), failure.operation(), failure.model(), "", "", Map.of()),
                    List.of(),
                    failure.at()));
        }
    }
}
