package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.classification.Classification;
import dev.kintsugi.recovery.failure.FailureContext;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A tiny export in a folder, which tests change, and what is drawn with it then. */
abstract class TinyExportFixture {

    static final Size SQUARE = new Size(64, 64);

    @TempDir
    Path home;

    TinyExport export;
    ExportBench bench;
    final List<Progress> told = new ArrayList<>();

    @BeforeEach
    void write() throws IOException {
        export = new TinyExport(home.resolve("models/tiny"));
        bench = new ExportBench(home);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(TensorScope.openTensors()).isZero();
    }

    /** As a service does after a change on disk. */
    void lookAgain() {
        bench = new ExportBench(home);
    }

    void assertRefused(String text) {
        lookAgain();
        assertRefused(FailureType.MODEL_COMPATIBILITY_ERROR, text);
    }

    void assertRefused(FailureType type, String text) {
        var model = bench.repository.require("tiny");
        var problem = bench.models.problem(model, variant()).orElseThrow();
        assertThat(problem.type()).isEqualTo(type);
        assertThat(problem.text()).contains("the model tiny").contains(text);
        assertFails(type, text);
        assertThat(bench.sessions.loaded()).isZero();
    }

    void assertFails(FailureType type, String text) {
        assertThatThrownBy(() -> draw(SQUARE, 5)).satisfies(thrown -> {
            var failure = new Classification(List.of(), Clock.systemUTC()).classify(thrown, FailureContext.NONE);
            assertThat(failure.type()).isEqualTo(type);
            assertThat(failure.message()).contains(text);
        });
    }

    static Variant variant() {
        return new Variant(new dev.kintsugi.model.ModelId("tiny"), "1", "standard", Device.CPU);
    }

    static Plan plan(Size size, double guidance, SchedulerKind scheduler) {
        return new Plan(variant(), new ImageWork("a b", "c", size, 4, guidance, 1, 1, scheduler), Execution.FASTEST);
    }

    byte[] draw(Size size, double guidance) {
        return draw(plan(size, guidance, SchedulerKind.MODEL));
    }

    byte[] draw(ImageWork picture) {
        return draw(new Plan(variant(), picture, Execution.FASTEST));
    }

    byte[] draw(Plan plan) {
        try (var handle = new RunHandle()) {
            var run = new GenerationRun("", handle, new StageResults(), Checkpoint.NONE, told::add, 0, _ -> true);
            return bench.pipeline.run(plan, run).stream()
                    .map(Artifact::content)
                    .findFirst()
                    .orElseThrow();
        }
    }

    List<String> warnings() {
        return told.stream()
                .<String>mapMulti((progress, out) -> {
                    if (progress instanceof Progress.Warning warning) {
                        out.accept(warning.text());
                    }
                })
                .toList();
    }
}
