package dev.kintsugi.generation.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.generation.attempt.Generation;
import dev.kintsugi.generation.request.ImageGeneration;
import dev.kintsugi.generation.request.NamedModels;
import dev.kintsugi.model.source.InstalledModels;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.picture.PictureEncoder;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.Incident;
import dev.kintsugi.recovery.budget.Budget;
import dev.kintsugi.recovery.decision.Change;
import dev.kintsugi.recovery.decision.RecoveryPolicy;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.recovery.trail.Outcome;
import dev.kintsugi.runtime.device.Devices;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that are put right for callers who ask for whatever helps, and for nobody else. */
class RequestCorrectionsTest {

    private static final RecoveryPolicy WHATEVER_HELPS = new RecoveryPolicy(RecoveryPolicy.RecoveryScope.ANY, 1, true);

    @TempDir
    static Path home;

    private static InstalledModels installed;
    private static NamedModels named;
    private static ImagePlanner planner;

    @BeforeAll
    static void install() {
        installed = new InstalledModels(home);
        named = new NamedModels(installed.repository, InstalledModels.folders(home));
        planner = new ImagePlanner(
                new ImageModels(installed.repository, named),
                new Devices(Workbench.settings()),
                new Random(1),
                new PictureEncoder());
    }

    @ParameterizedTest
    @CsvSource({
        "130x130, 128x128",
        "7x7, 64x64",
        "5000x5000, 1024x1024",
        "2000x1000, 1024x720",
        "100x64, 96x64",
        "128x128, 128x128",
    })
    void snapsAndClampsASize(String asked, String drawn) {
        assertThat(planner.plan(request(asked, 20, Optional.empty(), WHATEVER_HELPS))
                        .work(ImageWork.class)
                        .size())
                .hasToString(drawn);
    }

    @Test
    void tellsWhatWasPutRight() {
        var request = request("130x130", 1000, Optional.of("no-such-model"), WHATEVER_HELPS);
        var plan = planner.plan(request);
        assertThat(plan.work(ImageWork.class).size()).isEqualTo(new Size(128, 128));
        assertThat(plan.work(ImageWork.class).steps()).isEqualTo(100);
        assertThat(plan.variant().model().value()).isEqualTo("shapes-diffusion");
        var incident =
                new Incident<>(plan, request.policy(), new Budget(5, 3, Instant.MAX), _ -> {}, Clock.systemUTC());
        var generation = new Generation(
                "job", plan, incident, FailureContext.NONE, Checkpoint.NONE, new Generation.Audience(_ -> {}, 0));
        new RequestCorrections(named, Clock.systemUTC()).tell(generation, request);
        assertThat(incident.succeeded("done")).isInstanceOfSatisfying(Outcome.Degraded.class, degraded -> {
            List<?> changes = degraded.changes();
            List<?> trail = degraded.trail();
            assertThat(changes)
                    .extracting(change -> ((Change) change).what())
                    .containsExactly("model", "size", "steps");
            assertThat(trail).hasSize(3);
        });
    }

    @Test
    void aMistakeStaysOneWithoutThatWish() {
        for (var policy :
                new RecoveryPolicy[] {RecoveryPolicy.ANY, new RecoveryPolicy(RecoveryPolicy.RecoveryScope.SAME_MODEL, 1)
                }) {
            assertThatThrownBy(() -> planner.plan(request("130x130", 20, Optional.empty(), policy)))
                    .isInstanceOf(TypedException.class);
            assertThatThrownBy(() -> planner.plan(request("128x128", 20, Optional.of("no-such-model"), policy)))
                    .isInstanceOfSatisfying(
                            TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_NOT_FOUND));
        }
    }

    @Test
    void nonsenseStaysAMistake() {
        for (var size : new String[] {"large", "128", "128x", "-1x5", "1e3x64"}) {
            assertThatThrownBy(() -> planner.plan(request(size, 20, Optional.empty(), WHATEVER_HELPS)))
                    .as(size)
                    .isInstanceOfSatisfying(
                            TypedException.class, e -> assertThat(e.type()).isEqualTo(FailureType.INVALID_PARAMETERS));
        }
    }

    private static ImageGeneration request(String size, int steps, Optional<String> model, RecoveryPolicy policy) {
        return new ImageGeneration(
                model,
                "a red star",
                Optional.empty(),
                Optional.of(size),
                Optional.of(steps),
                Optional.empty(),
                Optional.of(1L),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                Optional.empty(),
                policy);
    }
}
