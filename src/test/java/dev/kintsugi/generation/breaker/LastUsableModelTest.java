package dev.kintsugi.generation.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.diffusion.TinyExport;
import dev.kintsugi.recovery.SettableClock;
import dev.kintsugi.recovery.decision.Decision;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.recovery.trail.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastUsableModelTest {

    @TempDir
    Path home;

    private final SettableClock clock = new SettableClock();

    /** A ticket is for a person, and nobody has to act: it is whole in a moment. */
    @Test
    void aModelThatIsBeingCopiedIsCriticalOnlyIfItStaysBroken() throws IOException {
        var installed = new InstalledModels(home, clock);
        new TinyExport(home.resolve("models/own"));
        Files.delete(home.resolve("models/own/unet/model.onnx"));
        clock.pass(Duration.between(clock.instant(), Instant.now()));
        installed.repository.scan();
        var last = new LastUsableModel(installed.repository, installed.alternatives, installed.health, null, clock);
        assertThat(severity(last)).isEqualTo(Severity.HIGH);
        clock.pass(Duration.ofSeconds(30));
        assertThat(severity(last)).isEqualTo(Severity.CRITICAL);
    }

    private Severity severity(LastUsableModel last) {
        var context = new FailureContext("", "", "own", "cpu", "", Map.of());
        var failure = new Failure(
                FailureType.MODEL_LOADING_FAILED, Severity.HIGH, "no", "no", context, List.of(), clock.instant());
        return last.judge(new Outcome.Failed<>(failure, Decision.Reason.NOTHING_LEFT, List.of()))
                        instanceof Outcome.Failed<?> failed
                ? failed.failure().severity()
                : Severity.LOW;
    }
}
