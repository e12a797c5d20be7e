package dev.kintsugi.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.capacity.MemoryModel;
import dev.kintsugi.capacity.MemoryWork;
import dev.kintsugi.capacity.SmallDevice;
import dev.kintsugi.capacity.TimeModel;
import dev.kintsugi.capacity.TimeWork;
import dev.kintsugi.model.InstalledModels;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Execution;
import dev.kintsugi.pipeline.Execution.Decode;
import dev.kintsugi.pipeline.KnownGood;
import dev.kintsugi.pipeline.MemoryForecast;
import dev.kintsugi.pipeline.MemoryLimit;
import dev.kintsugi.pipeline.TimeForecast;
import dev.kintsugi.pipeline.Variant;
import dev.kintsugi.recovery.Experience;
import dev.kintsugi.recovery.FailureType;
import dev.kintsugi.recovery.RecoveryStrategy;
import dev.kintsugi.recovery.Tally;
import dev.kintsugi.runtime.Device;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path home;

    private final ObjectMapper json = new ObjectMapper();
    private final Experience experience = new Experience(Duration.ofHours(24));
    private KnownGood knownGood;
    private MemoryForecast forecast;
    private TimeForecast times;
    private Learning learning;

    private final SmallDevice device = new SmallDevice("18M");

    @AfterEach
    void close() {
        device.close();
    }

    @BeforeEach
    void open() {
        knownGood = new KnownGood(new InstalledModels(home).repository, Duration.ofMinutes(1));
        times = new TimeForecast(new InstalledModels(home).repository);
        forecast = new MemoryForecast(new InstalledModels(home).repository, device.memory());
        learning = new Learning(experience, knownGood, forecast, times, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @Test
    void oneEntryThatMakesNoSenseCostsNoOther() throws Exception {
        var good = """
                {"failure": "device_lost", "model": "m", "device": "cpu", "strategy": "intelligent_fallback",
                 "worked": 2, "failed": 1, "seconds": 0.1, "loss": 0, "at": "2026-01-01T00:00:00Z"}""";
        var document = """
                {"strategies": [%s, %s, {}], "known_good": [{"guidance": "batched"}],
                 "memory": [{"samples": 3}]}""".formatted(good.replace("2026-01-01T00:00:00Z", "yesterday"), good);
        learning.restore(json.readValue(document, LearnedView.class));
        assertThat(experience.entries(NOW))
                .singleElement()
                .satisfies(entry -> assertThat(entry.key().failure()).isEqualTo(FailureType.DEVICE_LOST));
        assertThat(learning.view().knownGood()).isEmpty();
        assertThat(learning.view().memory()).isEmpty();
    }

    @Test
    void isTheSameAfterItWasWrittenAndRead() throws Exception {
        var strategies = List.of(new Experience.Entry(
                new Experience.Key(FailureType.DEVICE_LOST, "m", "cuda:1", RecoveryStrategy.INTELLIGENT_FALLBACK),
                new Tally(3.5, 1, 0.25, 0.1, NOW)));
        var limits = List.of(new KnownGood.Entry(
                new KnownGood.Key(new Variant(new ModelId("m"), "1", "fp16", Device.CPU), true),
                new MemoryLimit(
                        4096,
                        Execution.FASTEST.withDecode(Decode.TILED),
                        Long.MAX_VALUE,
                        0,
                        NOW,
                        Duration.ofMinutes(4))));
        var variant = new Variant(new ModelId("m"), "1", "fp16", Device.CPU);
        var work = new MemoryWork(2, 4096, 4096);
        var model = MemoryModel.none().with(work, 1_500_000).with(new MemoryWork(1, 16384, 0), 3_000_000);
        experience.restore(strategies);
        knownGood.restore(limits);
        forecast.restore(List.of(new MemoryForecast.Entry(variant, model, 4_000_000, 16384)));
        var hour = new TimeWork(2, 20, 2, 4096);
        var slow = TimeModel.none().with(hour, Duration.ofHours(1));
        times.restore(List.of(new TimeForecast.Entry(variant, slow)));

        var text = json.writeValueAsString(learning.view());
        learning.forget();
        assertThat(experience.entries(NOW)).isEmpty();
        assertThat(knownGood.entries()).isEmpty();
        assertThat(forecast.entries()).isEmpty();
        assertThat(times.entries()).isEmpty();

        learning.restore(json.readValue(text, LearnedView.class));
        assertThat(experience.entries(NOW)).isEqualTo(strategies);
        assertThat(knownGood.entries()).isEqualTo(limits);
        assertThat(forecast.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.variant()).isEqualTo(variant);
            assertThat(entry.weights()).isEqualTo(4_000_000);
            assertThat(entry.largest()).isEqualTo(16384);
            assertThat(entry.model().state()).isEqualTo(model.state());
            assertThat(entry.model().expected(work)).isEqualTo(model.expected(work));
        });
        assertThat(times.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.variant()).isEqualTo(variant);
            assertThat(entry.model().expected(hour)).isEqualTo(slow.expected(hour));
        });
    }

    @Test
    void readsWhatVersionsBeforeHaveWritten() throws Exception {
        learning.restore(json.readValue("{\"strategies\":[],\"known_good\":[]}", LearnedView.class));
        assertThat(learning.view().memory()).isEmpty();
        assertThat(learning.view().time()).isEmpty();
    }

    @Test
    void passesOverWhatThisVersionDoesNotKnow() throws Exception {
        var text =
                "{'strategies':[{'failure':'of the future','strategy':'prayer'}],'known_good':[]}".replace("'", "\"");
        learning.restore(json.readValue(text, LearnedView.class));
        assertThat(learning.view().strategies()).isEmpty();
    }
}
