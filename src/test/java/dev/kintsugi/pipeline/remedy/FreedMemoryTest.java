package dev.kintsugi.pipeline.remedy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.cache.ResultCache;
import dev.kintsugi.pipeline.diffusion.TinyExport;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A request for a model that fails does not unload the models of others, unless memory is short. */
class FreedMemoryTest {

    private static final int NETWORKS = 3;

    @TempDir
    Path home;

    private Workbench bench;
    private PlanRemedies remedies;

    @BeforeEach
    void loadTwoModels() throws IOException {
        bench = new Workbench(home);
        for (var name : List.of("one", "other")) {
            new TinyExport(home.resolve("models").resolve(name));
        }
        bench.repository.scan();
        var breakers = new Breakers() {
            @Override
            public BreakerState state(Variant variant, WorkKind kind) {
                return new BreakerState.Closed();
            }

            @Override
            public void repaired(ModelId model) {}
        };
        var others = new OtherModels(bench.installed.alternatives, breakers, Clock.systemUTC());
        remedies = new PlanRemedies(
                bench.repository,
                others,
                new ResultCache(0, Duration.ofMinutes(1), Clock.systemUTC()),
                null,
                new LastResorts(bench.repository, others),
                new RepairRemedies(
                        bench.installed.installer,
                        bench.installed.alternatives,
                        bench.sessions,
                        breakers,
                        Runnable::run));
        for (var name : List.of("one", "other")) {
            try (var handle = new RunHandle()) {
                bench.pipeline.run(
                        plan(name),
                        new GenerationRun("", handle, new StageResults(), Checkpoint.NONE, told -> {}, 0, _ -> true));
            }
        }
    }

    @Test
    void freeingHelpsNoFileThatIsMissing() {
        for (var type : List.of(
                FailureType.MODEL_LOADING_FAILED,
                FailureType.MODEL_DOWNLOAD_FAILURE,
                FailureType.MODEL_LOADING_TIMEOUT,
                FailureType.STORAGE_SPACE_INSUFFICIENT)) {
            assertThat(of(type)).as("%s", type).isEmpty();
        }
        assertThat(bench.sessions.loaded()).isEqualTo(2 * NETWORKS);
    }

    @Test
    void aModelThatFailsInItsNetworksIsLoadedAnewAlone() {
        run(FailureType.GENERATION_PIPELINE_ERROR);
        assertThat(bench.sessions.loaded()).isEqualTo(NETWORKS);
    }

    @Test
    void whatIsShortOfMemoryGetsThatOfAll() {
        run(FailureType.SYSTEM_RESOURCE_ERROR);
        assertThat(bench.sessions.loaded()).isZero();
    }

    private void run(FailureType type) {
        assertThat(of(type))
                .singleElement()
                .isInstanceOfSatisfying(
                        Remedy.Relieve.class,
                        relieve -> relieve.task().run().await().indefinitely());
    }

    private List<Remedy<Plan>> of(FailureType type) {
        var failure = new Failure(type, Severity.HIGH, "no", "no", FailureContext.NONE, List.of(), Instant.EPOCH);
        return remedies.remedies(RecoveryStrategy.RESOURCE_OPTIMIZATION, failure, plan("one"));
    }

    private Plan plan(String model) {
        var manifest = bench.repository.require(model).manifest();
        return new Plan(
                new Variant(manifest.id(), manifest.version(), "standard", Device.CPU),
                new ImageWork("a", "", new Size(64, 64), 2, 5, 42, 1, SchedulerKind.MODEL),
                Execution.FASTEST);
    }
}
