package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.AlertsView.AlertView;
import dev.kintsugi.ops.alert.AlertsView.ChannelView;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What fires. */
@Path("/admin/alerts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Admin")
class AlertsResource {

    private final Alerts alerts;
    private final AlertDeliveries deliveries;

    AlertsResource(Alerts alerts, AlertDeliveries deliveries) {
        this.alerts = alerts;
        this.deliveries = deliveries;
    }

    @GET
    @Operation(
            operationId = "getAlerts",
            summary = "Get the alerts",
            description =
                    "Those that are firing, the last that are over, and how sending them goes. There are none if no"
                            + " channel is configured.")
    public AlertsView alerts() {
        return new AlertsView(
                alerts.firing().stream().map(AlertView::of).toList(),
                alerts.ended().stream().map(AlertView::of).toList(),
                alerts.heldBack(),
                deliveries.states().stream().map(ChannelView::of).toList());
    }
}
