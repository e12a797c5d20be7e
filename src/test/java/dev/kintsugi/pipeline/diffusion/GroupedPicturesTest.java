package dev.kintsugi.pipeline.diffusion;

import static dev.kintsugi.runtime.session.TinyModel.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Pipeline;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.plan.Variant;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.device.Device;
import dev.kintsugi.runtime.session.RunGroup;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.TinyModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of one group are those that are drawn alone, to the byte. */
class GroupedPicturesTest {

    private static final List<String> PROMPTS = List.of(
            "a large red star on a blue background",
            "a small green circle on a white background",
            "a yellow square",
            "three blue triangles");

    private static final int TRIES = 200;

    @TempDir
    Path home;

    @Test
    void fourOfDifferentPromptsAndSeedsAreTheSameBytes() {
        var bench = new Workbench(home);
        var plans = IntStream.range(0, 4)
                .mapToObj(i -> {
                    var plan = bench.plan("shapes-diffusion", PROMPTS.get(i));
                    var work = plan.work(ImageWork.class);
                    return plan.withWork(new ImageWork(
                            work.prompt(),
                            i == 1 ? "red" : "",
                            work.size(),
                            work.steps(),
                            work.guidance(),
                            1000 + i,
                            1,
                            work.scheduler()));
                })
                .toList();
        assertThat(bench.pipeline.together(plans.getFirst())).isEqualTo(2);
        var together = together(bench.pipeline, plans);
        for (int i = 0; i < plans.size(); i++) {
            assertThat(together.get(i)).isEqualTo(drawn(bench.pipeline, plans.get(i), new RunHandle()));
        }
    }

    /** Its prediction for one picture depends on all others of the run. */
    @Test
    void aFileThatGivesOtherBytesForSeveralIsFoundOutAndRunsAlone() throws IOException {
        new TinyExport(home.resolve("models/tiny"))
                .network(
                        "unet",
                        new TinyModel()
                                .node("ReduceMax", List.of("sample"), "largest")
                                .node("Mul", List.of("sample", "largest"), "out_sample")
                                .input("sample", FLOAT, -1, 4, -1, -1)
                                .input("timestep", FLOAT)
                                .input("encoder_hidden_states", FLOAT, -1, -1, TinyExport.WIDTH)
                                .output("out_sample", FLOAT, -1, 4, -1, -1));
        var bench = new ExportBench(home);
        var manifest = bench.repository.require("tiny").manifest();
        var variant = new Variant(
                manifest.id(), manifest.version(), manifest.standardPrecision().name(), Device.CPU);
        var plans = IntStream.range(0, 2)
                .mapToObj(seed -> new Plan(
                        variant,
                        new ImageWork("a b", "", new Size(64, 64), 50, 1.5, seed, 1, SchedulerKind.MODEL),
                        Execution.FASTEST))
                .toList();
        var alone = plans.stream()
                .map(plan -> drawn(bench.pipeline, plan, new RunHandle()))
                .toList();
        for (int i = 0; i < TRIES && bench.pipeline.together(plans.getFirst()) > 1; i++) {
            assertThat(together(bench.pipeline, plans)).isEqualTo(alone);
        }
        assertThat(bench.pipeline.together(plans.getFirst())).isEqualTo(1);
        assertThat(together(bench.pipeline, plans)).isEqualTo(alone);
    }

    private static List<String> together(Pipeline pipeline, List<Plan> plans) {
        var group = new RunGroup(4);
        return plans.stream()
                .map(plan -> CompletableFuture.supplyAsync(
                        () -> drawn(pipeline, plan, new RunHandle(group)), Thread.ofPlatform()::start))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    private static String drawn(Pipeline pipeline, Plan plan, RunHandle handle) {
        try (handle) {
            var run = new GenerationRun("", handle, new StageResults(), Checkpoint.NONE, _ -> {}, 0, _ -> true);
            return HexFormat.of().formatHex(pipeline.run(plan, run).getFirst().content());
        }
    }
}
