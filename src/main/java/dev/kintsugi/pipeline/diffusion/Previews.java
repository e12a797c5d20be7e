package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.pipeline.GenerationRun;
import dev.kintsugi.pipeline.MediaType;
import dev.kintsugi.pipeline.Progress;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/** Shows pictures as they are so far, spread evenly over the steps. A preview that fails never fails the picture. */
final class Previews {

    private final GenerationRun run;
    private final int image;
    private final int steps;
    private int shown;
    private boolean failed;

    Previews(GenerationRun run, int image, int steps) {
        this.run = run;
        this.image = image;
        this.steps = steps;
    }

    /** Whether a preview belongs after step i, counted from 0. */
    boolean due(int i) {
        return !failed && shown < run.previews() && i + 1 >= (shown + 1) * steps / (run.previews() + 1);
    }

    void show(Supplier<byte[]> picture) {
        try {
            run.listener()
                    .on(new Progress.Preview(
                            DiffusionStage.DENOISE.code(), image, shown++, MediaType.PNG, picture.get()));
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            failed = true;
            run.listener().on(new Progress.Warning("previews were left out: there was not enough for them"));
        }
    }
}
