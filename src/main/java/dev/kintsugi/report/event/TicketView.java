package dev.kintsugi.report.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.job.support.SupportTicket;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A ticket, as operators see it and as it is kept.
 *
 * @param id its name
 * @param state open or closed
 * @param failure the code of the kind of failure
 * @param severity how bad it is
 * @param message what happened at last, in words for callers
 * @param detail the same with the names of exceptions and files: in the file only, and left out elsewhere
 * @param model that failed, empty if none was chosen
 * @param device where it ran
 * @param phase the stage that failed, empty if there was none
 * @param correlationId of the newest request
 * @param first when it happened first, ISO 8601
 * @param last when it happened last
 * @param occurrences how often
 * @param jobs that it stopped, the newest ten
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Ticket")
public record TicketView(
        String id,
        String state,
        String failure,
        String severity,
        String message,
        @Nullable String detail,
        String model,
        String device,
        String phase,
        String correlationId,
        String first,
        String last,
        int occurrences,
        List<String> jobs) {

    public static TicketView of(SupportTicket ticket) {
        var failure = ticket.failure();
        var context = failure.context();
        return new TicketView(
                ticket.id(),
                ticket.open() ? "open" : "closed",
                failure.type().code(),
                failure.severity().code(),
                failure.message(),
                failure.detail(),
                context.model(),
                context.device(),
                context.phase(),
                context.correlationId(),
                ticket.first().toString(),
                ticket.last().toString(),
                ticket.occurrences(),
                ticket.jobs());
    }

    /** The same for clients. */
    public TicketView withoutDetail() {
        return new TicketView(
                id,
                state,
                failure,
                severity,
                message,
                null,
                model,
                device,
                phase,
                correlationId,
                first,
                last,
                occurrences,
                jobs);
    }

    /** The ticket that was written so; nothing if the kind of failure is not known any more. */
    public Optional<SupportTicket> toTicket() {
        return FailureType.of(failure)
                .map(type -> new Failure(
                        type,
                        Severity.CRITICAL,
                        message,
                        detail == null ? "" : detail,
                        new FailureContext(correlationId, "generation", model, device, phase, Map.of()),
                        List.of(),
                        Instant.parse(last)))
                .map(what -> new SupportTicket(
                        id, what, Instant.parse(first), Instant.parse(last), occurrences, jobs, state.equals("open")));
    }
}
