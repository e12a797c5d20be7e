package dev.kintsugi.store.learned;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.kintsugi.background.BackgroundTasks;
import dev.kintsugi.generation.preflight.PoisonRequests;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.file.WriteFaultHook;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.plan.Workload;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.learning.Experience;
import dev.kintsugi.recovery.learning.SuccessEstimate;
import dev.kintsugi.runtime.device.Device;
import io.quarkus.runtime.ShutdownEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The file that keeps what was learned. */
class LearnedFileTest extends KnowledgeFixture {

    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final Duration MOST = Duration.ofSeconds(30);

    @Test
    void keepsAtOnceThatARequestEndedTheProcess() throws Exception {
        var kept = file(WriteFaultHook.OPEN);
        kept.loadOrSave();
        kept.saveUrgent();
        var file = home.resolve("learned.json");
        assertThat(file).doesNotExist();
        endTheProcess();
        kept.saveUrgent();
        assertThat(format.read(Files.readAllBytes(file)).poisonRequests())
                .singleElement()
                .satisfies(one -> assertThat(one.network()).isEqualTo("encoder"));
    }

    @Test
    void leavesAFileOfANewerVersionAlone() throws Exception {
        var file = home.resolve("learned.json");
        var newer = "{\"version\": 4, \"strategies\": {\"in\": \"another form\"}}";
        Files.writeString(file, newer);
        var kept = file(WriteFaultHook.OPEN);
        kept.loadOrSave();
        learnSomething();
        kept.loadOrSave();
        assertThat(file).hasContent(newer);
        try (var files = Files.list(home)) {
            assertThat(files.map(Path::getFileName).map(Path::toString))
                    .noneMatch(name -> name.contains("learned.json."));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"version\": \"two\"}",
                "{\"version\": 0}",
                "{\"version\": -1}",
                "{\"strategies\": 5}",
                "{"
            })
    void putsAFileAsideThatIsDamagedAndWritesAnother(String damaged) throws Exception {
        var file = home.resolve("learned.json");
        Files.writeString(file, damaged);
        var kept = file(WriteFaultHook.OPEN);
        kept.loadOrSave();
        learnSomething();
        kept.loadOrSave();
        assertThat(home.resolve("learned.json.broken")).hasContent(damaged);
        assertThat(format.read(Files.readAllBytes(file)).strategies()).hasSize(1);
    }

    @Test
    void noRequestWaitsForADiskThatHangs() throws Exception {
        var mended = new CountDownLatch(1);
        var kept = file(_ -> {
            try {
                mended.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        kept.loadOrSave();
        endTheProcess();
        assertTimeout(MOST, kept::keep);
        assertTimeout(MOST, () -> {
            for (int i = 0; i < 1000; i++) {
                kept.keep();
            }
        });
        assertThat(home.resolve("learned.json")).doesNotExist();
        assertTimeout(MOST, () -> kept.stop(new ShutdownEvent()));

        mended.countDown();
        await().untilAsserted(() -> {
            kept.keep();
            assertThat(home.resolve("learned.json")).content().contains("encoder");
        });
    }

    private void endTheProcess() {
        var network = new Workload(new Variant(new ModelId("m"), "1", "fp16", Device.CPU), "encoder");
        poison.restore(List.of(
                new PoisonRequests.Entry(new PoisonRequests.Key(network, "bb"), "An inference", 2, false, NOW, "1")));
    }

    private void learnSomething() {
        experience.restore(List.of(new Experience.Entry(
                new Experience.Key(FailureType.DEVICE_LOST, "m", "cpu", RecoveryStrategy.INTELLIGENT_FALLBACK),
                new SuccessEstimate(1, 0, 0.25, 0.1, NOW))));
    }

    private LearnedFile file(WriteFaultHook disk) {
        return new LearnedFile(
                knowledge,
                new ObjectMapper(),
                new BackgroundTasks(scheduler, Clock.systemUTC()),
                disk,
                InstalledModels.folders(home),
                PATIENCE);
    }
}
