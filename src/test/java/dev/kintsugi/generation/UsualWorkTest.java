package dev.kintsugi.generation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.Plan;
import dev.kintsugi.pipeline.Size;
import dev.kintsugi.pipeline.diffusion.Workbench;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsualWorkTest {

    @TempDir
    Path home;

    private UsualWork usualWork;
    private Plan usual;

    @BeforeEach
    void install() {
        var bench = new Workbench(home);
        usualWork = new UsualWork(bench.repository);
        usual = bench.plan("shapes-diffusion", "a red star");
    }

    @Test
    void isWhatTheModelDoesByDefaultAndLess() {
        assertThat(usualWork.covers(usual)).isTrue();
        assertThat(usualWork.covers(usual.withPicture(usual.picture().withSteps(1))))
                .isTrue();
        assertThat(usualWork.covers(usual.withPicture(usual.picture().withSize(new Size(256, 64)))))
                .isTrue();
    }

    @Test
    void isNotMoreSteps() {
        assertThat(usualWork.covers(usual.withPicture(usual.picture().withSteps(21))))
                .isFalse();
    }

    @Test
    void isNotALargerPicture() {
        assertThat(usualWork.covers(usual.withPicture(usual.picture().withSize(new Size(136, 128)))))
                .isFalse();
    }
}
