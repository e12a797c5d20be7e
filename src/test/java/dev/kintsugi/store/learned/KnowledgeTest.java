package dev.kintsugi.store.learned;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.capacity.prediction.MemoryModel;
import dev.kintsugi.capacity.prediction.MemoryWork;
import dev.kintsugi.capacity.prediction.TimeModel;
import dev.kintsugi.capacity.prediction.TimeWork;
import dev.kintsugi.generation.preflight.ModelChanges;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.forecast.KnownGood;
import dev.kintsugi.pipeline.forecast.MemoryLimit;
import dev.kintsugi.pipeline.forecast.TimeForecast;
import dev.kintsugi.pipeline.forecast.WorkloadMemory;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Execution.Decode;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.learning.SuccessEstimate;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was learned, in the file that keeps it. */
class KnowledgeTest extends KnowledgeFixture {

    @Test
    void oneEntryThatMakesNoSenseCostsNoOther() throws Exception {
        var good = """
                {"failure": "device_lost", "model": "m", "device": "cpu", "strategy": "intelligent_fallback",
                 "worked": 2, "failed": 1, "seconds": 0.1, "loss": 0, "at": "2026-01-01T00:00:00Z"}""";
        var document = """
                {"strategies": [%s, %s, {}], "known_good": [{"guidance": "batched"}],
                 "memory": [{"samples": 3}],
                 "networks": [null, {"time": {}}, {"network": "", "time": {}}, {"network": 7}]}""".formatted(good.replace("2026-01-01T00:00:00Z", "yesterday"), good);
        knowledge.restore(format.read(document.getBytes(UTF_8)));
        assertThat(experience.entries(NOW))
                .singleElement()
                .satisfies(entry -> assertThat(entry.key().failure()).isEqualTo(FailureType.DEVICE_LOST));
        assertThat(knowledge.document().knownGood()).isEmpty();
        assertThat(knowledge.document().memory()).isEmpty();
        assertThat(knowledge.document().networks()).isEmpty();
    }

    @Test
    void isTheSameAfterItWasWrittenAndRead() throws Exception {
        var strategies = List.of(new Experience.Entry(
                new Experience.Key(FailureType.DEVICE_LOST, "m", "cuda:1", RecoveryStrategy.INTELLIGENT_FALLBACK),
                new SuccessEstimate(3.5, 1, 0.25, 0.1, NOW)));
        var limits = List.of(new KnownGood.Entry(
                new MemoryLimit.Key(Workload.whole(new Variant(new ModelId("m"), "1", "fp16", Device.CPU)), true),
                new MemoryLimit(
                        4096,
                        Execution.FASTEST.withDecode(Decode.TILED),
                        Long.MAX_VALUE,
                        0,
                        NOW,
                        Duration.ofMinutes(4))));
        var variant = new Variant(new ModelId("m"), "1", "fp16", Device.CPU);
        var whole = Workload.whole(variant);
        var network = new Workload(variant, "encoder");
        var work = new MemoryWork(2, 4096, 4096);
        var model = MemoryModel.none().with(work, 1_500_000).with(new MemoryWork(1, 16384, 0), 3_000_000);
        experience.restore(strategies);
        knownGood.restore(limits);
        forecast.restore(List.of(
                new WorkloadMemory(whole, model, 4_000_000, 16384),
                new WorkloadMemory(network, MemoryModel.none().with(work, 7), 8, 9)));
        var hour = new TimeWork(2, 20, 2, 4096);
        var slow = TimeModel.none().with(hour, Duration.ofHours(1));
        times.restore(List.of(
                new TimeForecast.Entry(whole, slow),
                new TimeForecast.Entry(network, TimeModel.none().with(hour, Duration.ofSeconds(3)))));
        var files = List.of(new ModelChanges.Entry(new ModelId("m"), "1", "a digest"));
        models.restore(files);
        var ended = List.of(
                new PoisonRequests.Entry(new PoisonRequests.Key(whole, "aa"), "A picture", 2, false, NOW, "1"),
                new PoisonRequests.Entry(
                        new PoisonRequests.Key(network, "bb"), "An inference", 3, true, NOW.minusSeconds(1), "1"));
        poison.restore(ended);

        var text = format.write(knowledge.document());
        knowledge.restore(new LearnedDocument(
                LearnedFormat.VERSION, List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of()));
        poison.forget();
        assertThat(experience.entries(NOW)).isEmpty();
        assertThat(knownGood.entries()).isEmpty();
        assertThat(forecast.entries()).isEmpty();
        assertThat(times.entries()).isEmpty();
        assertThat(models.entries()).isEmpty();

        knowledge.restore(format.read(text));
        assertThat(models.entries()).isEqualTo(files);
        assertThat(poison.entries()).containsExactlyInAnyOrderElementsOf(ended);
        assertThat(experience.entries(NOW)).isEqualTo(strategies);
        assertThat(knownGood.entries()).isEqualTo(limits);
        assertThat(forecast.entries()).hasSize(2).anySatisfy(entry -> {
            assertThat(entry.workload()).isEqualTo(network);
            assertThat(entry.weights()).isEqualTo(8);
        });
        assertThat(forecast.entries()).anySatisfy(entry -> {
            assertThat(entry.workload()).isEqualTo(whole);
            assertThat(entry.weights()).isEqualTo(4_000_000);
            assertThat(entry.largest()).isEqualTo(16384);
            assertThat(entry.model().state()).isEqualTo(model.state());
            assertThat(entry.model().expected(work)).isEqualTo(model.expected(work));
        });
        assertThat(times.entries()).hasSize(2).anySatisfy(entry -> {
            assertThat(entry.workload()).isEqualTo(network);
            assertThat(entry.model().samples()).isOne();
        });
        assertThat(times.entries()).anySatisfy(entry -> {
            assertThat(entry.workload()).isEqualTo(whole);
            assertThat(entry.model().expected(hour)).isEqualTo(slow.expected(hour));
        });
    }

    /** A file of version 1, as the service wrote it that had no number for it yet. */
    @Test
    void opensWhatTheVersionBeforeHasWritten() throws Exception {
        var document = format.read(Files.readAllBytes(Path.of("src/test/resources/golden/learned-1.json")));
        knowledge.restore(document);
        assertThat(experience.entries(NOW)).singleElement().satisfies(entry -> {
            assertThat(entry.key())
                    .isEqualTo(new Experience.Key(
                            FailureType.DEVICE_LOST, "m", "cuda:1", RecoveryStrategy.INTELLIGENT_FALLBACK));
            assertThat(entry.tally()).isEqualTo(new SuccessEstimate(3.5, 1, 0.25, 0.1, NOW));
        });
        assertThat(knownGood.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.limit().lightFrom()).isEqualTo(4096));
        assertThat(forecast.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.weights()).isEqualTo(4_000_000);
            assertThat(entry.model().samples()).isGreaterThan(1.9);
        });
        assertThat(times.entries())
                .singleElement()
                .satisfies(entry -> assertThat(entry.model().samples()).isPositive());
        assertThat(new String(format.write(knowledge.document()), UTF_8))
                .contains("\"version\" : 3")
                .doesNotContain("least_rate", "seconds_for256", "for512");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"strategies\":[],\"known_good\":[]}", "{\"version\":2,\"strategies\":[]}"})
    void readsWhatEarlierVersionsHaveWrittenThatKnewLess(String earlier) throws Exception {
        knowledge.restore(format.read(earlier.getBytes(UTF_8)));
        assertThat(knowledge.document().poisonRequests()).isEmpty();
        assertThat(knowledge.document().memory()).isEmpty();
        assertThat(knowledge.document().time()).isEmpty();
    }

    @Test
    void passesOverWhatThisVersionDoesNotKnow() throws Exception {
        var text = "{'version':2,'strategies':[{'failure':'of the future','strategy':'prayer'}],'more':1}"
                .replace("'", "\"");
        knowledge.restore(format.read(text.getBytes(UTF_8)));
        assertThat(knowledge.document().strategies()).isEmpty();
    }
}
