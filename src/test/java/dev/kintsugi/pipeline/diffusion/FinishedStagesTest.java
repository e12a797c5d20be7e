package dev.kintsugi.pipeline.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kintsugi.pipeline.StageException;
import dev.kintsugi.pipeline.StageResults;
import dev.kintsugi.pipeline.work.Size;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class FinishedStagesTest extends LiteDrawings {

    @Test
    void finishedStagesAreKeptWhenTheDecoderIsDamagedAndRestored() throws IOException {
        var model = bench.repository.require(MODEL);
        var file = model.path("vae_decoder/model.onnx");
        var bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(file, bytes);
        var results = new StageResults();
        var failed = catchThrowableOfType(StageException.class, () -> draw(plan(5, 1), results, 0));
        assertThat(failed.phase()).isEqualTo("decode");
        assertThat(failed.getCause())
                .isInstanceOfSatisfying(
                        TypedException.class,
                        e -> assertThat(e.type()).isEqualTo(FailureType.MODEL_CORRUPTION_DETECTED));
        assertThat(steps()).isEqualTo(4);
        assertThat(bench.installed.installer.restore(model)).containsExactly("vae_decoder/model.onnx");
        told.clear();
        var drawn = draw(plan(5, 1), results, 0).getFirst();
        assertThat(steps()).as("nothing is denoised again").isZero();
        assertThat(drawn.content()).isEqualTo(png(plan(5, 1)));
    }

    @Test
    void anotherWayToDecodeDenoisesNothingAgain() {
        var results = new StageResults();
        var plan = with(new Size(256, 256), 5, "");
        var whole = draw(plan, results, 0).getFirst().content();
        told.clear();
        var tiled = draw(tiled(plan), results, 0).getFirst().content();
        assertThat(steps()).isZero();
        assertThat(difference(whole, tiled)).as("levels of 255").isPositive().isLessThan(8);
    }
}
