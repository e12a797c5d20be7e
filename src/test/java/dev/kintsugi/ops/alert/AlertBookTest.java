package dev.kintsugi.ops.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.ops.alert.channel.Alert;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.FailureOutcome;
import dev.kintsugi.report.analytics.FailureRecord;
import dev.kintsugi.report.analytics.Spike;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlertBookTest {

    private static final Duration QUIET = Duration.ofMinutes(5);

    private final AlertRules rules = new AlertRules(Severity.CRITICAL, FailureCatalog.STANDARD);
    private final AlertBook book = new AlertBook("host-1", QUIET, new RateLimit(Duration.ofMinutes(10), 60));
    private final List<Alert> sent = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-30T04:32:00Z");

    @Test
    void manyEqualFailuresAreOneAlertThatEndsOnceWithTheirNumber() {
        for (int i = 0; i < 10_000; i++) {
            fail(FailureType.INTERNAL_ERROR, "shapes", Severity.CRITICAL);
            pass(Duration.ofMillis(10));
        }
        assertThat(sent).hasSize(1).first().satisfies(alert -> {
            assertThat(alert.isFiring()).isTrue();
            assertThat(alert.key()).isEqualTo("failure:internal_error:shapes");
            assertThat(alert.text()).isEqualTo("it failed");
            assertThat(alert.facts()).containsEntry("outcome", "failed").containsEntry("correlation_id", "c-1");
        });
        pass(QUIET);
        pass(QUIET);
        assertThat(sent).hasSize(2);
        assertThat(sent.getLast().isFiring()).isFalse();
        assertThat(sent.getLast().facts()).containsEntry("count", "10000");
        assertThat(book.firing()).isEmpty();
        assertThat(book.ended()).hasSize(1);
    }

    @Test
    void aFailureThatIsNotBadEnoughIsNone() {
        fail(FailureType.VRAM_EXHAUSTION, "shapes", Severity.HIGH);
        assertThat(sent).isEmpty();
        assertThat(book.firing()).isEmpty();
    }

    @Test
    void aSpikeFiresOnceAndEndsOnce() {
        for (int i = 0; i < 12; i++) {
            pass(Duration.ofSeconds(5), new Spike(FailureType.VRAM_EXHAUSTION, Severity.HIGH, 10 + i, 0.5));
        }
        pass(Duration.ofSeconds(5));
        pass(Duration.ofSeconds(5));
        assertThat(sent).extracting(Alert::state).containsExactly("firing", "resolved");
        assertThat(sent.getFirst().key()).isEqualTo("spike:vram_exhaustion");
        assertThat(sent.getFirst().facts())
                .containsEntry("last_minute", "10")
                .containsEntry("per_minute_before", "0.5");
    }

    @Test
    void aSpikeLastsOverARestartUntilAMinuteWasCounted() {
        pass(Duration.ofSeconds(5), spike());
        var kept = book.keep();
        var after = new AlertBook("host-1", QUIET, new RateLimit(Duration.ofMinutes(10), 60));
        after.restore(kept, now);
        assertThat(after.check(List.of(), now.plusSeconds(5))).isEmpty();
        assertThat(after.check(List.of(), now.plusSeconds(60)))
                .extracting(Alert::state)
                .containsExactly("resolved");
    }

    @Test
    void oneThatComesAndGoesIsToldOncePerIntervalAndWhatWasHeldBackIsCounted() {
        for (int i = 0; i < 5; i++) { // two minutes each
            pass(Duration.ofMinutes(1), spike());
            pass(Duration.ofMinutes(1));
        }
        assertThat(sent).extracting(Alert::state).containsExactly("firing", "resolved");
        pass(Duration.ofMinutes(1), spike());
        assertThat(sent).hasSize(3);
        assertThat(sent.getLast().facts()).containsEntry("held_back_before", "4");
        assertThat(book.heldBack()).isEqualTo(4);
    }

    @Test
    void oneThatWasHeldBackAndLastsIsToldWhenItMayBe() {
        pass(Duration.ZERO, spike());
        pass(Duration.ofSeconds(5));
        for (int i = 0; i < 121; i++) {
            pass(Duration.ofSeconds(5), spike());
        }
        assertThat(sent).extracting(Alert::state).containsExactly("firing", "resolved", "firing");
    }

    @Test
    void noMoreThanAllowedAreSentPerHourAndEachThatWasSentEnds() {
        for (int i = 0; i < 200; i++) {
            fail(FailureType.INTERNAL_ERROR, "model-" + i, Severity.CRITICAL);
        }
        assertThat(sent).hasSize(60);
        assertThat(book.firing()).hasSize(200);
        assertThat(book.heldBack()).isEqualTo(140);
        pass(QUIET);
        assertThat(sent).hasSize(120);
        pass(Duration.ofHours(1));
        fail(FailureType.INTERNAL_ERROR, "last", Severity.CRITICAL);
        assertThat(sent.getLast().facts()).containsEntry("held_back_before", "140");
    }

    @Test
    void noMoreAreRememberedThanThereIsRoomFor() {
        for (int i = 0; i < AlertBook.MOST + 100; i++) {
            fail(FailureType.INTERNAL_ERROR, "model-" + i, Severity.CRITICAL);
        }
        assertThat(book.firing()).hasSize(AlertBook.MOST);
        pass(QUIET);
        assertThat(book.ended()).hasSize(100);
    }

    @Test
    void anAlertThatWasSentEndsOnceThoughTheServiceWasStartedAgain(@TempDir Path home) {
        fail(FailureType.INTERNAL_ERROR, "shapes", Severity.CRITICAL);
        fail(FailureType.INTERNAL_ERROR, "shapes", Severity.CRITICAL);
        file(home).save(kept(book));
        var next = new AlertBook("host-1", QUIET, new RateLimit(Duration.ofMinutes(10), 60));
        next.restore(file(home).load().firing(), now);
        assertThat(next.firing()).isEqualTo(book.firing());
        assertThat(next.check(List.of(), now.plusSeconds(60))).isEmpty();
        assertThat(next.check(List.of(), now.plus(QUIET))).singleElement().satisfies(end -> {
            assertThat(end.key()).isEqualTo(sent.getFirst().key());
            assertThat(end.isFiring()).isFalse();
            assertThat(end.since()).isEqualTo(sent.getFirst().since());
            assertThat(end.facts()).containsEntry("count", "2");
        });
        var last = file(home);
        last.load();
        last.save(kept(next));
        assertThat(file(home).load()).isEqualTo(KeptAlerts.NONE);
    }

    @Test
    void aFileThatCannotBeReadIsPutAside(@TempDir Path home) throws IOException {
        Files.writeString(home.resolve("alerts.json"), "{\"version\": 1, \"firing\": [{\"kind\": \"x\"}, 7]");
        assertThat(file(home).load()).isEqualTo(KeptAlerts.NONE);
        assertThat(home.resolve("alerts.json.broken")).exists();
        Files.writeString(home.resolve("alerts.json"), "{\"version\": 99}");
        var newer = file(home);
        assertThat(newer.load()).isEqualTo(KeptAlerts.NONE);
        fail(FailureType.INTERNAL_ERROR, "shapes", Severity.CRITICAL);
        newer.save(kept(book));
        assertThat(home.resolve("alerts.json")).hasContent("{\"version\": 99}");
    }

    private static KeptAlerts kept(AlertBook book) {
        return new KeptAlerts(book.keep(), Map.of());
    }

    private static AlertsFile file(Path home) {
        return new AlertsFile(new ObjectMapper(), InstalledModels.folders(home));
    }

    private static Spike spike() {
        return new Spike(FailureType.VRAM_EXHAUSTION, Severity.HIGH, 10, 0.5);
    }

    private void fail(FailureType type, String model, Severity severity) {
        var failure = new FailureRecord(
                0, now, "c-1", type, severity, model, "image_generation", "it failed", FailureOutcome.FAILED, "");
        rules.of(failure).flatMap(condition -> book.noticed(condition, 1, now)).ifPresent(sent::add);
    }

    private void pass(Duration time, Spike... spikes) {
        now = now.plus(time);
        sent.addAll(book.check(List.of(spikes).stream().map(rules::of).toList(), now));
    }
}
