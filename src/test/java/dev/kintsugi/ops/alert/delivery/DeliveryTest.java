package dev.kintsugi.ops.alert.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.Channel;
import dev.kintsugi.ops.alert.channel.Configured;
import dev.kintsugi.ops.alert.channel.Receiver;
import dev.kintsugi.ops.alert.channel.SomeAlerts;
import dev.kintsugi.recovery.SettableClock;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deliveries to a real server that does not always do as it should. */
class DeliveryTest {

    private final Vertx vertx = Vertx.vertx();
    private final List<String> results = new CopyOnWriteArrayList<>();
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        receiver.close();
    }

    @Test
    void anAlertIsSentAgainUntilItIsTakenAndOnceOnly() throws Exception {
        receiver.then(500).then(503);
        var delivery = webhook();
        offer(delivery, SomeAlerts.firing("shapes"));
        var calls = receiver.next(3);
        assertThat(calls)
                .allSatisfy(
                        call -> assertThat(call.body().path("alert").path("key").asText())
                                .isEqualTo("failure:internal_error:shapes"));
        offer(delivery, SomeAlerts.firing("other"));
        assertThat(receiver.next().body().at("/alert/key").asText()).isEqualTo("failure:internal_error:other");
        Awaitility.await().until(() -> delivery.state().delivered() == 2);
        assertThat(delivery.state().failing()).isEmpty();
        assertThat(results).containsExactly("failed", "failed", "delivered", "delivered");
    }

    @Test
    void aReceiverThatHangsIsGivenUpOnAndTriedAgain() throws Exception {
        receiver.thenHang();
        var delivery = webhook();
        offer(delivery, SomeAlerts.firing("shapes"));
        receiver.next();
        Awaitility.await().until(() -> delivery.state().failing().isPresent());
        assertThat(delivery.state().failing().orElseThrow().problem()).isEqualTo("it did not answer within 1000 ms");
        receiver.next();
        Awaitility.await().until(() -> delivery.state().delivered() == 1);
    }

    @Test
    void aReceiverThatDripsItsAnswerIsNotReadForEver() throws Exception {
        receiver.then(call -> {
            call.sendResponseHeaders(200, 0);
            var out = call.getResponseBody();
            while (true) {
                out.write(new byte[8192]);
                out.flush();
            }
        });
        var delivery = webhook();
        offer(delivery, SomeAlerts.firing("shapes"));
        Awaitility.await().until(() -> delivery.state().delivered() == 1);
    }

    @Test
    void aReceiverThatAsksForTimeGetsIt() throws Exception {
        receiver.then(call -> {
            call.getResponseHeaders().add("Retry-After", "3");
            call.sendResponseHeaders(429, -1);
        });
        offer(webhook(), SomeAlerts.firing("shapes"));
        var first = receiver.next();
        var second = receiver.next();
        assertThat(Duration.ofNanos(second.nanos() - first.nanos()))
                .isBetween(Duration.ofMillis(2900), Duration.ofSeconds(8));
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 404})
    void whatIsRefusedIsNotSentAgainAndTheNextOneSaysSo(int status) throws Exception {
        receiver.then(call -> {
            call.getResponseHeaders().add("Location", receiver.url("/elsewhere"));
            call.sendResponseHeaders(status, -1);
        });
        var delivery = webhook();
        offer(delivery, SomeAlerts.firing("first"));
        receiver.next();
        Awaitility.await().until(() -> delivery.state().lost() == 1);
        assertThat(delivery.state().failing().orElseThrow().problem()).isEqualTo("it answered " + status);
        offer(delivery, SomeAlerts.firing("second"));
        var next = receiver.next();
        assertThat(next.path()).isEqualTo("/hook");
        assertThat(next.body()
                        .path("alert")
                        .path("facts")
                        .path("not_delivered_before")
                        .asText())
                .isEqualTo("1");
    }

    @Test
    void whatIsNotTakenForTooLongIsLost() throws Exception {
        var delivery = new Delivery(
                channel(Map.of("webhook.url", "http://localhost:1/hook")),
                new DeliveryTiming(vertx, Clock.systemUTC(), () -> 1, Duration.ofMillis(700)),
                (_, result) -> results.add(result.code()));
        offer(delivery, SomeAlerts.firing("shapes"));
        Awaitility.await().until(() -> delivery.state().lost() == 1);
        assertThat(delivery.state().waiting()).isZero();
        assertThat(delivery.state().failing().orElseThrow().problem()).isEqualTo("it cannot be reached");
        assertThat(results).endsWith("lost").contains("failed");
    }

    @Test
    void theBeginIsToldBeforeTheEndThoughItFailsFirst() throws Exception {
        receiver.then(500);
        var delivery = webhook();
        var alert = SomeAlerts.firing("shapes");
        offer(delivery, alert);
        offer(delivery, SomeAlerts.over(alert));
        assertThat(receiver.next(3))
                .extracting(call -> call.body().path("alert").path("state").asText())
                .containsExactly("firing", "firing", "resolved");
    }

    @Test
    void whatWaitsIsSentBeforeTheEndWithoutAPause() throws Exception {
        receiver.then(call -> {
            call.getResponseHeaders().add("Retry-After", "600");
            call.sendResponseHeaders(503, -1);
        });
        var delivery = webhook();
        offer(delivery, SomeAlerts.firing("first"));
        receiver.next();
        Awaitility.await().until(() -> delivery.state().failing().isPresent());
        offer(delivery, SomeAlerts.firing("second"));
        delivery.flush().get(5, TimeUnit.SECONDS);
        assertThat(delivery.state().waiting()).isZero();
        assertThat(delivery.state().delivered()).isEqualTo(2);
        delivery.flush().get(1, TimeUnit.SECONDS);
    }

    @Test
    void alertmanagerHearsOfItAgainWhileItFires() throws Exception {
        var clock = new SettableClock();
        var delivery = new Delivery(
                channel(Map.of(
                        "alertmanager.url", receiver.url("/prefix/"),
                        "alertmanager.repeat-every", "1m",
                        "alertmanager.authorization", "Basic eDp5")),
                new DeliveryTiming(vertx, clock, () -> 1, Duration.ofHours(1)),
                (_, _) -> {});
        var alert = SomeAlerts.firing("shapes");
        offer(delivery, alert);
        var first = receiver.next();
        assertThat(first.path()).isEqualTo("/prefix/api/v2/alerts");
        assertThat(first.headers().get("Authorization")).containsExactly("Basic eDp5");
        clock.pass(Duration.ofSeconds(1)); // else it would be the same word, which was taken
        delivery.repeat(List.of(alert));
        receiver.next();
        clock.pass(Duration.ofSeconds(59));
        delivery.repeat(List.of(alert));
        offer(delivery, SomeAlerts.firing("other"));
        assertThat(receiver.next().body().at("/0/labels/model").asText()).isEqualTo("other");
        clock.pass(Duration.ofSeconds(1));
        delivery.repeat(List.of(alert));
        assertThat(receiver.next().body().path(0).path("labels"))
                .isEqualTo(first.body().path(0).path("labels"));
    }

    private Delivery webhook() {
        return delivery(channel(Map.of("webhook.url", receiver.uri().toString())));
    }

    private Channel channel(Map<String, String> settings) {
        var all = new java.util.HashMap<>(settings);
        all.put("timeout", "1s");
        return Configured.channels(vertx, all).getFirst();
    }

    private Delivery delivery(Channel channel) {
        return new Delivery(
                channel,
                new DeliveryTiming(vertx, Clock.systemUTC(), () -> 1, Duration.ofHours(1)),
                (_, result) -> results.add(result.code()));
    }

    private static void offer(Delivery delivery, Alert alert) {
        delivery.put(alert);
        delivery.send();
    }

    @Test
    void theEndOfOneThatWasRefusedIsNotTold() throws InterruptedException {
        receiver.then(404);
        var delivery = webhook();
        var alert = SomeAlerts.firing("shapes");
        offer(delivery, alert);
        receiver.next();
        Awaitility.await().until(() -> delivery.state().lost() == 1);
        offer(delivery, SomeAlerts.over(alert));
        offer(delivery, SomeAlerts.firing("other"));
        assertThat(receiver.next().body().at("/alert/key").asText())
                .isEqualTo(SomeAlerts.firing("other").key());
    }
}
