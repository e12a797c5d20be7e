package dev.kintsugi.ops.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.delivery.DeliveryState;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Alerts as they are told.
 *
 * @param firing those that last
 * @param resolved the last that are over, the newest first
 * @param heldBack how many were not sent at once because there were too many
 * @param channels where they are sent
 */
@RegisterForReflection
@JsonNaming(SnakeCaseStrategy.class)
@Schema(name = "Alerts")
record AlertsView(List<AlertView> firing, List<AlertView> resolved, long heldBack, List<ChannelView> channels) {

    /**
     * One of them.
     *
     * @param key the same for all alerts about one thing
     * @param state firing or resolved
     * @param kind failure or spike
     * @param severity low, medium, high or critical
     * @param title a few words
     * @param text what happened, in sentences
     * @param facts the same for programs, by name
     * @param since when it began to fire, ISO 8601
     * @param ended when it was over; left out while it is firing
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "Alert")
    record AlertView(
            String key,
            String state,
            String kind,
            String severity,
            String title,
            String text,
            Map<String, String> facts,
            String since,
            @Nullable String ended) {

        static AlertView of(Alert alert) {
            var subject = alert.subject();
            return new AlertView(
                    alert.key(),
                    alert.state(),
                    subject.kind().code(),
                    subject.severity().code(),
                    subject.title(),
                    alert.text(),
                    alert.facts(),
                    alert.since().toString(),
                    alert.ended().map(Instant::toString).orElse(null));
        }
    }

    /**
     * A receiver.
     *
     * @param name webhook, pagerduty, alertmanager or email
     * @param waiting how many alerts wait to be sent
     * @param delivered how many it took
     * @param lost how many it did not take and are not sent again
     * @param lastDelivered when it took one last
     * @param problem what is wrong; left out while it takes what it is sent
     * @param failingSince since when something is wrong
     */
    @RegisterForReflection
    @JsonNaming(SnakeCaseStrategy.class)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @Schema(name = "AlertChannel")
    record ChannelView(
            String name,
            int waiting,
            long delivered,
            long lost,
            @Nullable String lastDelivered,
            @Nullable String problem,
            @Nullable String failingSince) {

        static ChannelView of(DeliveryState state) {
            return new ChannelView(
                    state.channel(),
                    state.waiting(),
                    state.delivered(),
                    state.lost(),
                    state.lastDelivered().map(Instant::toString).orElse(null),
                    state.failing().map(DeliveryState.Failing::problem).orElse(null),
                    state.failing().map(failing -> failing.since().toString()).orElse(null));
        }
    }
}
