package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.Artifact;
import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Execution;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.tensor.TensorScope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Draws with a real model in few steps and remembers what was told. Nothing may be left open at the end. */
abstract class LiteDrawings {

    static final String MODEL = "shapes-diffusion-lite";
    static final String PROMPT = "a large red star on a blue background";
    static final Size SQUARE = new Size(128, 128);

    @TempDir
    static Path home;

    static Workbench bench;

    final List<Progress> told = new ArrayList<>();

    @BeforeAll
    static void install() {
        bench = new Workbench(home);
    }

    @AfterEach
    void nothingIsLeft() {
        assertThat(TensorScope.openTensors()).isZero();
    }

    static Plan plan(long seed, int count) {
        return bench.plan(MODEL, PROMPT)
                .withWork(new ImageWork(PROMPT, "", SQUARE, 4, 5, seed, count, SchedulerKind.MODEL));
    }

    static Plan with(Size size, double guidance, String negative) {
        var picture = new ImageWork(PROMPT, negative, size, 4, guidance, 42, 1, SchedulerKind.MODEL);
        return plan(42, 1).withWork(picture);
    }

    static Plan tiled(Plan plan) {
        return plan.withExecution(plan.execution().withDecode(Execution.Decode.TILED));
    }

    byte[] png(Plan plan) {
        return draw(plan).getFirst().content();
    }

    List<Artifact> draw(Plan plan) {
        return draw(plan, new StageResults(), 0);
    }

    List<Artifact> draw(Plan plan, StageResults results, int previews) {
        try (var handle = new RunHandle()) {
            return bench.pipeline.run(
                    plan, new GenerationRun("", handle, results, Checkpoint.NONE, told::add, previews, _ -> true));
        }
    }

    long steps() {
        return told.stream().filter(Progress.Step.class::isInstance).count();
    }

    /** The mean absolute difference of two pictures in levels of 255. */
    static double difference(byte[] a, byte[] b) {
        var one = levels(a);
        var other = levels(b);
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return sum / one.length;
    }

    private static int[] levels(byte[] png) {
        try {
            var image = ImageIO.read(new ByteArrayInputStream(png));
            return image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
