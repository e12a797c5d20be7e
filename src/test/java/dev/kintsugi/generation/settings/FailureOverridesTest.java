package dev.kintsugi.generation.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureOverridesTest {

    @Test
    void leavesEverythingAsItIsWhereNothingIsSet() {
        var catalog = catalog(Map.of());
        for (var type : FailureType.values()) {
            assertThat(catalog.profile(type)).isEqualTo(FailureCatalog.STANDARD.profile(type));
        }
    }

    @Test
    void replacesWhatIsSetAndNothingElse() {
        var catalog = catalog(Map.of(
                "kintsugi.failures.types.vram_exhaustion.severity", "critical",
                "kintsugi.failures.types.vram_exhaustion.strategies", "intelligent_fallback, immediate_retry",
                "kintsugi.failures.types.disk_full.message", "The disk is full.",
                "kintsugi.failures.types.disk_full.seconds", "60",
                "kintsugi.failures.types.disk_full.retryable", "true"));
        var memory = catalog.profile(FailureType.VRAM_EXHAUSTION);
        assertThat(memory.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(memory.strategies())
                .containsExactly(RecoveryStrategy.INTELLIGENT_FALLBACK, RecoveryStrategy.IMMEDIATE_RETRY);
        assertThat(memory.status()).isEqualTo(507);
        var disk = catalog.profile(FailureType.STORAGE_SPACE_INSUFFICIENT);
        assertThat(disk.guidance().message()).isEqualTo("The disk is full.");
        assertThat(disk.guidance().title()).isEqualTo("Not enough disk space");
        assertThat(disk.guidance().seconds()).isEqualTo(60);
        assertThat(disk.retryable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "no_such_kind.status, 500, kintsugi.failures.types.no_such_kind",
        "device_lost.severity, awful, kintsugi.failures.types.device_lost.severity",
        "device_lost.status, 200, kintsugi.failures.types.device_lost.status",
        "device_lost.strategies, pray, kintsugi.failures.types.device_lost.strategies",
        "device_lost.suggestions, 'a,b,c,d,e,f,g,h', kintsugi.failures.types.device_lost.suggestions",
        "device_lost.seconds, -1, kintsugi.failures.types.device_lost.seconds",
        "device_lost.retries, -1, kintsugi.failures.types.device_lost",
        "device_lost.longest-retry-delay, 1ms, kintsugi.failures.types.device_lost"
    })
    void namesTheKeyThatIsWrong(String key, String value, String named) {
        assertThatThrownBy(() -> catalog(Map.of("kintsugi.failures.types." + key, value)))
                .hasMessageStartingWith(named + " ");
    }

    @Test
    void setsHowOftenAndWhenTheSameIsTriedAgain() {
        var schedule = FailureOverrides.schedule(settings(Map.of(
                "kintsugi.failures.types.cuda_oom.retries", "5",
                "kintsugi.failures.types.cuda_oom.retry-delay", "10s")));
        assertThat(schedule.pace(FailureType.VRAM_EXHAUSTION))
                .isEqualTo(new RetrySchedule.Backoff(5, Duration.ofSeconds(10), Duration.ofSeconds(10)));
        assertThat(schedule.pace(FailureType.DEVICE_LOST))
                .isEqualTo(RetrySchedule.DEFAULT.pace(FailureType.DEVICE_LOST));
    }

    private static FailureCatalog catalog(Map<String, String> properties) {
        var settings = settings(properties);
        var catalog = FailureOverrides.catalog(settings);
        FailureOverrides.schedule(settings);
        return catalog;
    }

    private static Map<String, FailureSettings.TypeSettings> settings(Map<String, String> properties) {
        var config = new SmallRyeConfigBuilder()
                .withMapping(FailureSettings.class)
                .withConverter(Duration.class, 200, new DurationConverter())
                .withSources(new PropertiesConfigSource(properties, "test", 100))
                .build();
        return config.getConfigMapping(FailureSettings.class).types();
    }
}
