package dev.kintsugi.store.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.report.analytics.FailureFilter;
import dev.kintsugi.report.analytics.FailureLog;
import dev.kintsugi.report.analytics.FailureLogs;
import dev.kintsugi.report.analytics.FailureRecord;
import dev.kintsugi.report.analytics.window.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailuresFileTest {

    private static final Instant NOW = Instant.parse("2026-11-30T04:32:00.123456Z");

    @TempDir
    Path home;

    private final FailureLog before = log(NOW);
    private final FailureLog after = log(NOW.plusSeconds(600));
    private Path kept;

    @BeforeEach
    void count() {
        kept = home.resolve("failures.json");
        for (int i = 0; i < 1500; i++) {
            before.refused(failure(i), "image_generation", "");
        }
    }

    @Test
    void allIsThereAfterARestart() {
        save(before);
        after.refused(failure(2000), "image_generation", "");
        load(after);
        assertThat(after.counts(Window.HOUR).values()).containsExactly(1501L);
        assertThat(after.counts(Window.DAY).values()).containsExactly(1501L);
        assertThat(after.counts(Window.MINUTE).values()).containsExactly(1L);
        assertThat(after.summary(Window.HOUR).endings().values()).containsExactly(1501L);
        assertThat(after.summary(Window.HOUR).observed()).hasMinutes(10);
        assertThat(after.summary(Window.DAY).patterns())
                .extracting(top -> top.key().text())
                .containsExactly("failure <n>");
        assertThat(recent(after))
                .hasSize(1000)
                .extracting(FailureRecord::message)
                .startsWith("failure 2000", "failure 1499");
        assertThat(recent(after).subList(1, 1000))
                .usingRecursiveFieldByFieldElementComparatorIgnoringFields("number")
                .isEqualTo(recent(before).subList(0, 999));
    }

    @Test
    void theLastMinuteIsThereAfterAQuickRestartSoThatASpikeLasts() {
        save(before);
        var soon = log(NOW.plusSeconds(10));
        load(soon);
        assertThat(soon.counts(Window.MINUTE).values()).containsExactly(1500L);
        assertThat(soon.spikes()).hasSameSizeAs(before.spikes()).isNotEmpty();
    }

    @Test
    void whatIsOlderThanADayIsNotCountedButListed() {
        save(before);
        var late = log(NOW.plusSeconds(25 * 3600));
        load(late);
        assertThat(late.counts(Window.DAY)).isEmpty();
        assertThat(recent(late)).hasSize(1000);
    }

    @Test
    void aFileThatCannotBeReadIsPutAside() throws IOException {
        Files.writeString(kept, "{\"version\": 1, \"since\": [");
        var file = load(after);
        assertThat(home.resolve("failures.json.broken")).exists();
        after.refused(failure(1), "image_generation", "");
        file.loadOrSave();
        assertThat(kept).content().contains("failure 1");
    }

    @Test
    void aFileOfANewerVersionIsLeftAlone() throws IOException {
        var newer = "{\"version\": 99, \"what\": \"ever\"}";
        Files.writeString(kept, newer);
        var file = load(after);
        after.refused(failure(1), "image_generation", "");
        file.loadOrSave();
        assertThat(kept).hasContent(newer);
        assertThat(after.counts(Window.HOUR)).isNotEmpty();
    }

    @Test
    void whatMakesNoSenseIsLeftOutAndCostsNothingElse() throws IOException {
        save(before);
        var json = new ObjectMapper();
        var tree = json.readTree(kept.toFile());
        var slot = (ObjectNode) tree.at("/windows/hour/failures/0/counts");
        slot.put("no_such_type|low|x|y", 3).put("||", 1).put("model_not_found|low|x|y", -5);
        ((ArrayNode) tree.path("recent")).addObject().put("at", "never");
        Files.write(kept, json.writeValueAsBytes(tree));
        load(after);
        assertThat(after.counts(Window.HOUR).values()).containsExactly(1500L);
        assertThat(recent(after)).hasSize(1000);
    }

    @Test
    void nothingIsLostButTheFileIfItCannotBeWritten() throws IOException {
        var inTheWay = Files.createFile(home.resolve("in the way"));
        var file = file(before, inTheWay);
        file.loadOrSave();
        file.loadOrSave();
        assertThat(before.counts(Window.HOUR).values()).containsExactly(1500L);
        Files.delete(inTheWay);
        file.loadOrSave();
        assertThat(inTheWay.resolve("failures.json")).isNotEmptyFile();
    }

    private FailuresFile load(FailureLog log) {
        var file = file(log, home);
        file.loadOrSave();
        return file;
    }

    private void save(FailureLog log) {
        load(log).loadOrSave();
    }

    private static FailuresFile file(FailureLog log, Path home) {
        return new FailuresFile(
                log,
                new ObjectMapper(),
                new BackgroundTasks(Executors.newScheduledThreadPool(0), Clock.systemUTC()),
                InstalledModels.folders(home));
    }

    private static List<FailureRecord> recent(FailureLog log) {
        return log.recent(new FailureFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 1000));
    }

    private static FailureLog log(Instant now) {
        return FailureLogs.of((_, _) -> {}, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Failure failure(int number) {
        return new Failure(
                FailureType.INVALID_PARAMETERS,
                Severity.LOW,
                "failure " + number,
                "internal",
                FailureContext.NONE,
                List.of(),
                NOW.plusMillis(number));
    }
}
