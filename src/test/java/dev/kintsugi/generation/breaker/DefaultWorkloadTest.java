package dev.kintsugi.generation.breaker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.diffusion.Workbench;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.pipeline.work.ImageWork;
import dev.kintsugi.pipeline.work.Size;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DefaultWorkloadTest {

    @TempDir
    Path home;

    private DefaultWorkload defaultWorkload;
    private Plan usual;

    @BeforeEach
    void install() {
        var bench = new Workbench(home);
        defaultWorkload = new DefaultWorkload(bench.repository);
        usual = bench.plan("shapes-diffusion", "a red star");
    }

    @Test
    void isWhatTheModelDoesByDefaultAndLess() {
        assertThat(defaultWorkload.covers(usual)).isTrue();
        assertThat(defaultWorkload.covers(
                        usual.withWork(usual.work(ImageWork.class).withSteps(1))))
                .isTrue();
        assertThat(defaultWorkload.covers(
                        usual.withWork(usual.work(ImageWork.class).withSize(new Size(256, 64)))))
                .isTrue();
    }

    @Test
    void isNotMoreSteps() {
        assertThat(defaultWorkload.covers(
                        usual.withWork(usual.work(ImageWork.class).withSteps(21))))
                .isFalse();
    }

    @Test
    void isNotALargerPicture() {
        assertThat(defaultWorkload.covers(
                        usual.withWork(usual.work(ImageWork.class).withSize(new Size(136, 128)))))
                .isFalse();
    }
}
