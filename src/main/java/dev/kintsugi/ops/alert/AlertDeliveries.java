package dev.kintsugi.ops.alert;

import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.AlertSettings;
import dev.kintsugi.ops.alert.channel.ConfiguredChannels;
import dev.kintsugi.ops.alert.delivery.Delivery;
import dev.kintsugi.ops.alert.delivery.DeliveryState;
import dev.kintsugi.ops.alert.delivery.DeliveryTiming;
import dev.kintsugi.ops.alert.delivery.Waiting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** Alerts on their way to all receivers. */
@ApplicationScoped
public class AlertDeliveries {

    /** How long the end of the service waits for alerts that are on their way. */
    public static final Duration LONGEST_FLUSH = Duration.ofSeconds(2);

    /** Before what they need is closed. */
    private static final int EARLY = 2;

    private final ConfiguredChannels channels;
    private final DeliveryTiming timing;
    private final AlertMetrics metrics;
    private volatile List<Delivery> all = List.of();

    AlertDeliveries(
            ConfiguredChannels channels, AlertSettings settings, AlertMetrics metrics, Vertx vertx, Clock clock) {
        this.channels = channels;
        this.metrics = metrics;
        this.timing = new DeliveryTiming(
                vertx, clock, () -> ThreadLocalRandom.current().nextDouble(), settings.retryFor());
    }

    /** @throws IllegalArgumentException if a setting is wrong */
    void start(@Observes @Priority(EARLY) StartupEvent event) {
        all = channels.all().stream()
                .map(channel -> new Delivery(channel, timing, metrics))
                .toList();
    }

    boolean areThere() {
        return !all.isEmpty();
    }

    /** Waits to be sent, in the order in which alerts are put. */
    void put(Alert alert) {
        all.forEach(delivery -> delivery.put(alert));
    }

    /** Sends what waits. */
    void send() {
        all.forEach(Delivery::send);
    }

    void repeat(Collection<Alert> firing) {
        all.forEach(delivery -> delivery.repeat(firing));
    }

    /** What waits for each receiver, in order. */
    Map<String, List<Waiting>> waiting() {
        return all.stream().collect(Collectors.toUnmodifiableMap(Delivery::channel, Delivery::waiting));
    }

    /** What waited before a restart, for those receivers that are there. */
    void restore(Map<String, List<Waiting>> kept) {
        all.forEach(delivery -> delivery.restore(kept.getOrDefault(delivery.channel(), List.of())));
    }

    List<DeliveryState> states() {
        return all.stream().map(Delivery::state).toList();
    }

    void end(@Observes @Priority(EARLY) ShutdownEvent event) {
        var done = CompletableFuture.allOf(all.stream().map(Delivery::flush).toArray(CompletableFuture<?>[]::new));
        try {
            done.get(LONGEST_FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            io.quarkus.logging.Log.warn(
                    "alerts that were on their way when the service ended are sent again when it is started");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
