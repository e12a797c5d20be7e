package dev.kintsugi.api.failures;

import dev.kintsugi.job.support.SupportTickets;
import dev.kintsugi.report.event.TicketView;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Support tickets: problems that need a person. */
@Path("/admin/tickets")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
@Blocking // tickets are files
class TicketsResource {

    private final SupportTickets tickets;

    TicketsResource(SupportTickets tickets) {
        this.tickets = tickets;
    }

    @GET
    @Operation(
            operationId = "listTickets",
            summary = "List the tickets",
            description =
                    "One for each kind of critical failure that nothing repaired, and model, the newest first. The"
                            + " same is kept in the folder tickets of the home.")
    public List<TicketView> all() {
        return tickets.all().stream()
                .map(TicketView::of)
                .map(TicketView::withoutDetail)
                .toList();
    }

    @POST
    @Path("{id}/close")
    @Operation(
            operationId = "closeTicket",
            summary = "Close a ticket",
            description = "It opens again if the same failure happens again.")
    public TicketView close(String id) {
        return tickets.close(id)
                .map(TicketView::of)
                .map(TicketView::withoutDetail)
                .orElseThrow(NotFoundException::new);
    }
}
