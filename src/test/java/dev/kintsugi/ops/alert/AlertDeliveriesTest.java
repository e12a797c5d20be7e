package dev.kintsugi.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.ops.alert.channel.Configured;
import dev.kintsugi.ops.alert.channel.ConfiguredChannels;
import dev.kintsugi.ops.alert.channel.Receiver;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.FailureLogs;
import dev.kintsugi.report.analytics.FailureOutcome;
import dev.kintsugi.report.analytics.FailureRecord;
import dev.kintsugi.report.metric.Meters;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a failure to a real receiver. */
class AlertDeliveriesTest {

    private final Vertx vertx = Vertx.vertx();
    private Receiver receiver;
    private AlertDeliveries deliveries;
    private Alerts alerts;

    @TempDir
    private Path home;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver();
        alerts = started(Map.of("max-per-hour", "1000"));
    }

    /** A service that was started in this home; one that was before it is left as if it had been killed. */
    private Alerts started(Map<String, String> set) {
        var all = new HashMap<>(Map.of("webhook.url", receiver.uri().toString(), "timeout", "5s"));
        all.putAll(set);
        var settings = Configured.settings(all);
        var clock = Clock.systemUTC();
        var channels = new ConfiguredChannels(settings, vertx, clock);
        deliveries = new AlertDeliveries(
                channels, settings, new AlertMetrics(new Meters(new SimpleMeterRegistry())), vertx, clock);
        deliveries.start(new StartupEvent());
        var started = new Alerts(
                deliveries,
                channels,
                FailureLogs.of((_, _) -> {}, clock),
                FailureCatalog.STANDARD,
                new AlertsFile(new ObjectMapper(), InstalledModels.folders(home)),
                settings,
                clock);
        started.loadOrSave();
        return started;
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get();
        receiver.close();
    }

    @Test
    void aFailureIsToldAtOnce() throws InterruptedException {
        var took = new ArrayList<Double>();
        for (int i = 0; i < 200; i++) {
            var failed = System.nanoTime();
            alerts.on(failure("model-" + i), 1);
            var got = receiver.next();
            took.add((got.nanos() - failed) / 1e6);
            assertThat(got.body().at("/alert/facts/model").asText()).isEqualTo("model-" + i);
        }
        took.sort(null);
        assertThat(took.get(197)).as("p99 in ms; p50 is %s", took.get(100)).isLessThan(1000);
    }

    @Test
    void tenThousandEqualFailuresAreOneMessage() throws InterruptedException {
        for (int i = 0; i < 5_000; i++) {
            alerts.on(failure("shapes"), 2);
        }
        alerts.on(failure("other"), 1);
        assertThat(receiver.next(2))
                .extracting(got -> got.body().at("/alert/facts/model").asText())
                .containsExactly("shapes", "other");
        assertThat(alerts.firing())
                .extracting(alert -> alert.facts().get("count"))
                .containsExactly("10000", "1");
    }

    @Test
    void whatWaitsIsSentAfterTheProcessWasKilledAndOnceOnly() throws InterruptedException {
        receiver.then(AlertDeliveriesTest::later);
        alerts.on(failure("shapes"), 1);
        var first = receiver.next();
        alerts.loadOrSave();
        var next = started(Map.of());
        var again = receiver.next();
        assertThat(again.body().path("alert")).isEqualTo(first.body().path("alert"));
        untilNoneWaits();
        next.loadOrSave();
        started(Map.of()).on(failure("other"), 1);
        assertThat(receiver.next().body().at("/alert/facts/model").asText()).isEqualTo("other");
    }

    @Test
    void theEndOfOneIsToldThoughTheProcessWasKilledAtOnceAfterItWasSent() throws InterruptedException {
        alerts.on(failure("shapes"), 1);
        receiver.next();
        var next = started(Map.of("quiet-period", "1ms"));
        next.check();
        Awaitility.await().ignoreExceptions().until(() -> {
            var state = receiver.next().body().at("/alert/state").asText();
            return state.equals("resolved");
        });
    }

    @Test
    void oneThatWaitedIsGivenUpOnWhenItIsTooOldNotLaterForARestart() throws Exception {
        receiver.then(AlertDeliveriesTest::later).then(503);
        alerts.on(failure("shapes"), 1);
        receiver.next();
        alerts.loadOrSave();
        started(Map.of("retry-for", "0s"));
        receiver.next();
        Awaitility.await().until(() -> deliveries.states().getFirst().lost() == 1);
        assertThat(deliveries.states().getFirst().waiting()).isZero();
    }

    @Test
    void whatIsNotUnderstoodInTheFileIsLeftOut() throws Exception {
        receiver.then(AlertDeliveriesTest::later);
        alerts.on(failure("shapes"), 1);
        receiver.next();
        alerts.loadOrSave();
        var file = home.resolve("alerts.json");
        var json = (ObjectNode) new ObjectMapper().readTree(file.toFile());
        ((ArrayNode) json.at("/waiting/webhook"))
                .insertObject(0)
                .putObject("alert")
                .put("kind", "of another version");
        ((ObjectNode) json.path("waiting")).putNull("a channel that is not there");
        json.withArray("firing").addObject().put("new", true);
        json.put("new", 1);
        Files.write(file, new ObjectMapper().writeValueAsBytes(json));
        var next = started(Map.of());
        assertThat(receiver.next().body().at("/alert/facts/model").asText()).isEqualTo("shapes");
        assertThat(next.firing()).hasSize(1);
    }

    @Test
    void anAlertEndsUnderTheNameThatItBeganWithThoughTheServiceHasAnotherNow() throws InterruptedException {
        alerts.on(failure("shapes"), 1);
        assertThat(receiver.next().body().at("/alert/source").asText()).isEqualTo("host-1");
        untilNoneWaits();
        alerts.loadOrSave();
        var next = started(Map.of("source", "host-2", "quiet-period", "1ms"));
        next.check();
        var end = receiver.next().body().path("alert");
        assertThat(end.path("state").asText()).isEqualTo("resolved");
        assertThat(end.path("source").asText()).isEqualTo("host-1");
        next.on(failure("shapes"), 1);
        assertThat(next.firing()).extracting(Alert::source).containsExactly("host-2");
    }

    @Test
    void oneThatWasHeldBackIsToldAfterARestart() throws InterruptedException {
        var limited = started(Map.of("max-per-hour", "1"));
        limited.on(failure("first"), 1);
        limited.on(failure("second"), 1);
        receiver.next();
        untilNoneWaits();
        limited.loadOrSave();
        started(Map.of("max-per-hour", "1")).check();
        assertThat(receiver.next().body().at("/alert/facts/model").asText()).isEqualTo("second");
    }

    private static void later(HttpExchange call) throws IOException {
        call.getResponseHeaders().add("Retry-After", "600");
        call.sendResponseHeaders(503, -1);
    }

    private void untilNoneWaits() {
        Awaitility.await().until(() -> deliveries.states().getFirst().waiting() == 0);
    }

    private static FailureRecord failure(String model) {
        return new FailureRecord(
                0,
                Instant.now(),
                "c-1",
                FailureType.INTERNAL_ERROR,
                Severity.CRITICAL,
                model,
                "image_generation",
                "it failed",
                FailureOutcome.FAILED,
                "");
    }
}
