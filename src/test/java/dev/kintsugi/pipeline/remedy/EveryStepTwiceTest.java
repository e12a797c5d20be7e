package dev.kintsugi.pipeline.remedy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done twice, after a crash or by two who do not know of each other, is the same as done once. */
class EveryStepTwiceTest {

    private static final String MODEL = "shapes-diffusion-lite";

    @TempDir
    static Path home;

    private static Workbench bench;

    private final List<Progress> told = new ArrayList<>();

    @BeforeAll
    static void install() {
        bench = new Workbench(home);
    }

    @Test
    void drawingAgainWithWhatIsFinishedComputesNothing() {
        var results = new StageResults();
        var first = draw(results);
        told.clear();
        assertThat(draw(results)).isEqualTo(first);
        assertThat(told).isEmpty();
    }

    @Test
    void drawingAgainFromNothingGivesTheSameBytes() {
        var first = draw(new StageResults()).getFirst().content();
        assertThat(draw(new StageResults()).getFirst().content()).isEqualTo(first);
    }

    @Test
    void restoringAgainSaysThatNothingWasLeftToRestore() throws IOException {
        var model = bench.repository.require(MODEL);
        var file = model.path("unet/model.onnx");
        var whole = Files.readAllBytes(file);
        Files.write(file, new byte[100]);
        var task = new RestoreFiles(model, bench.installed.installer, new NoBreakers(), Runnable::run);
        assertThat(task.run().await().indefinitely()).contains("unet/model.onnx");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(task.run().await().indefinitely()).isEqualTo("found all files of shapes-diffusion-lite whole again");
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
    }

    @Test
    void freeingAgainFindsNothingToFree() {
        draw(new StageResults());
        var task = new FreeMemory(bench.sessions, Runnable::run);
        assertThat(task.run().await().indefinitely()).startsWith("freed 3 idle sessions");
        assertThat(task.run().await().indefinitely()).startsWith("freed 0 idle sessions");
        assertThat(draw(new StageResults())).hasSize(1);
    }

    @Test
    void stoppingAgainStopsNoMore() {
        try (var handle = new RunHandle()) {
            handle.cancel();
            handle.cancel();
            assertThatThrownBy(() -> draw(new GenerationRun(
                            "", handle, new StageResults(), Checkpoint.NONE, told::add, 0, _ -> true)))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(TensorScope.openTensors()).isZero();
        assertThat(draw(new StageResults())).hasSize(1);
    }

    private List<Artifact> draw(StageResults results) {
        try (var handle = new RunHandle()) {
            return draw(new GenerationRun("", handle, results, Checkpoint.NONE, told::add, 0, _ -> true));
        }
    }

    private static List<Artifact> draw(GenerationRun run) {
        var plan = bench.plan(MODEL, "a large red star on a blue background");
        return bench.pipeline.run(plan.withWork(plan.work(ImageWork.class).withSteps(4)), run);
    }

    private record NoBreakers() implements Breakers {
        @Override
        public BreakerState state(Variant variant, WorkKind kind) {
            return new BreakerState.Closed();
        }

        @Override
        public void repaired(ModelId model) {}
    }
}
