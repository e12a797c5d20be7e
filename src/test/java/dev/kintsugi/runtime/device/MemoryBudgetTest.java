package dev.kintsugi.runtime.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.pipeline.diffusion.Workbench;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryBudgetTest {

    private static final long MEGA = 1_000_000;

    @ParameterizedTest(name = "{0} MB, heap {1} MB, image {2}: {3} to {4} MB")
    @CsvSource({
        "300,  75, false,  24,  45", // little, but enough for small pictures
        "420, 105, false,  80, 110",
        "700, 175, false, 290, 320",
        "300,  75, true,  100, 120",
        "420, 400, false,  24,  26", // a heap that leaves nothing: the least there is
        "64000, 16000, false, 47000, 48000"
    })
    void leavesRoomForTheHeapAndAllElse(long limit, long heap, boolean image, long least, long most) {
        assertThat(MemoryBudget.left(limit * MEGA, heap * MEGA, image)).isBetween(least * MEGA, most * MEGA);
    }

    @Test
    void whatIsConfiguredCountsWhateverTheContainerAllows() {
        assertThat(new MemoryBudget(TestSettings.with(Optional.of("18M")), () -> Optional.of(420 * MEGA)).bytes())
                .contains(18L << 20);
        assertThat(new MemoryBudget(TestSettings.with(Optional.of("unlimited")), () -> Optional.of(420 * MEGA)).bytes())
                .isEmpty();
    }

    @Test
    void nothingIsLimitedWhereNothingLimitsTheProcess() {
        assertThat(new MemoryBudget(Workbench.settings(), Optional::empty).bytes())
                .isEmpty();
    }
}
