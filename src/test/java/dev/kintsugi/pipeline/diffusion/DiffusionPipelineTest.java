package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.pipeline.Checkpoint;
import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.Progress;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageFacts;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.SchedulerKind;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.runtime.session.RunHandle;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole way from a plan to pictures, on a real model with few steps. */
class DiffusionPipelineTest extends LiteDrawings {

    @Test
    void equalPlansGiveEqualBytesAndOtherSeedsOthers() {
        assertThat(png(plan(7, 1))).isEqualTo(png(plan(7, 1))).isNotEqualTo(png(plan(8, 1)));
    }

    @Test
    void threePicturesAreThoseOfThreeSeeds() {
        var three = draw(plan(40, 3));
        assertThat(three)
                .extracting(artifact -> ImageFacts.of(artifact.facts()).seed())
                .containsExactly(40L, 41L, 42L);
        for (var one : three) {
            assertThat(png(plan(ImageFacts.of(one.facts()).seed(), 1))).isEqualTo(one.content());
        }
    }

    @Test
    void drawsWithoutGuidance() {
        assertThat(png(with(SQUARE, 1, ""))).isNotEqualTo(png(with(SQUARE, 5, "")));
        assertThat(png(with(SQUARE, 1, "")))
                .as("the negative prompt plays no part")
                .isEqualTo(png(with(SQUARE, 1, "a green circle")));
    }

    @Test
    void drawsOblongPictures() throws IOException {
        for (var size : new Size[] {new Size(192, 128), new Size(64, 136)}) {
            for (var plan : new Plan[] {with(size, 5, ""), tiled(with(size, 5, ""))}) {
                var image = ImageIO.read(new ByteArrayInputStream(png(plan)));
                assertThat(new Size(image.getWidth(), image.getHeight())).isEqualTo(size);
            }
        }
    }

    @Test
    void theNegativePromptChangesThePicture() {
        assertThat(png(with(SQUARE, 5, "a green circle"))).isNotEqualTo(png(with(SQUARE, 5, "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void showsExactlyAsManyPreviewsAsAsked(int previews) {
        var with = draw(plan(1, 2), new StageResults(), previews).getLast();
        for (int image = 0; image < 2; image++) {
            var of = image;
            assertThat(told)
                    .filteredOn(one -> one instanceof Progress.Preview preview && preview.item() == of)
                    .hasSize(previews);
        }
        assertThat(with.content()).as("previews change nothing").isEqualTo(png(plan(2, 1)));
    }

    @Test
    void saysSoWhenThePromptIsLongerThanTheModelReads() {
        draw(prompt("a red star and ".repeat(20)), new StageResults(), 0);
        assertThat(told).hasAtLeastOneElementOfType(Progress.Warning.class);
        told.clear();
        draw(prompt(PROMPT), new StageResults(), 0);
        assertThat(told).doesNotHaveAnyElementsOfTypes(Progress.Warning.class);
    }

    @Test
    void drawsWithLighterWeights() {
        var plan = plan(3, 1);
        var light = png(plan.withVariant(plan.variant().withPrecision("int8")));
        assertThat(light).isNotEqualTo(png(plan));
        assertThat(difference(light, png(plan))).as("levels of 255").isLessThan(40);
    }

    @Test
    void cancellingEndsADrawingAtTheNextStep() {
        var handle = new RunHandle();
        var run = new GenerationRun(
                "",
                handle,
                new StageResults(),
                Checkpoint.NONE,
                progress -> {
                    told.add(progress);
                    if (steps() == 2) {
                        handle.cancel();
                    }
                },
                0,
                _ -> true);
        assertThatThrownBy(() -> bench.pipeline.run(plan(1, 1), run)).isInstanceOf(CancellationException.class);
        assertThat(steps()).isEqualTo(2);
        handle.close();
    }

    @Test
    void goesOnFromACheckpointToTheVerySamePictures() {
        var plan = plan(3, 2);
        var kept = new HashMap<String, float[]>();
        var checkpoint = new Checkpoint() {
            @Override
            public Optional<float[]> find(String name, int length) {
                return Optional.ofNullable(kept.get(name)).filter(numbers -> numbers.length == length);
            }

            @Override
            public void keep(String name, float[] numbers, Duration took) {
                kept.put(name, numbers.clone());
            }
        };
        var first = draw(plan, checkpoint);
        assertThat(kept).hasSize(2);
        told.clear();
        assertThat(draw(plan, checkpoint)).isEqualTo(first);
        assertThat(steps()).isZero();
        assertThat(told).filteredOn(Progress.Resumed.class::isInstance).hasSize(2);
        told.clear();
        draw(plan.withWork(plan.work(ImageWork.class).withSteps(5)), checkpoint);
        assertThat(steps()).as("another plan has nothing of it").isEqualTo(10);
    }

    private List<String> draw(Plan plan, Checkpoint checkpoint) {
        try (var handle = new RunHandle()) {
            var run = new GenerationRun("", handle, new StageResults(), checkpoint, told::add, 0, _ -> true);
            return bench.pipeline.run(plan, run).stream()
                    .map(artifact -> HexFormat.of().formatHex(artifact.content()))
                    .toList();
        }
    }

    private static Plan prompt(String prompt) {
        return plan(1, 1).withWork(new ImageWork(prompt, "", SQUARE, 1, 5, 1, 1, SchedulerKind.MODEL));
    }
}
