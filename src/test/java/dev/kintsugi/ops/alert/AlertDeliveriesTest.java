package dev.kintsugi.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.source.InstalledModels;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a failure to a real receiver. */
class AlertDeliveriesTest {

    private final Vertx vertx = Vertx.vertx();
    private Receiver receiver;
    private Alerts alerts;

    @BeforeEach
    void open(@TempDir Path home) throws IOException {
        receiver = new Receiver();
        var settings = Configured.settings(
                Map.of("webhook.url", receiver.uri().toString(), "max-per-hour", "1000", "timeout", "5s"));
        var clock = Clock.systemUTC();
        var deliveries = new AlertDeliveries(
                new ConfiguredChannels(settings, vertx, clock),
                settings,
                new AlertMetrics(new Meters(new SimpleMeterRegistry())),
                vertx,
                clock);
        deliveries.start(new StartupEvent());
        alerts = new Alerts(
                deliveries,
                FailureLogs.of(_ -> {}, clock),
                FailureCatalog.STANDARD,
                new AlertsFile(new ObjectMapper(), InstalledModels.folders(home)),
                settings,
                clock);
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
            alerts.on(failure("model-" + i));
            var got = receiver.next();
            took.add((got.nanos() - failed) / 1e6);
            assertThat(got.body().at("/alert/facts/model").asText()).isEqualTo("model-" + i);
        }
        took.sort(null);
        assertThat(took.get(197)).as("p99 in ms; p50 is %s", took.get(100)).isLessThan(1000);
    }

    @Test
    void tenThousandEqualFailuresAreOneMessage() throws InterruptedException {
        for (int i = 0; i < 10_000; i++) {
            alerts.on(failure("shapes"));
        }
        receiver.next();
        assertThat(receiver.isQuiet(Duration.ofMillis(300))).isTrue();
        assertThat(alerts.firing())
                .singleElement()
                .satisfies(alert -> assertThat(alert.facts()).containsEntry("count", "10000"));
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
