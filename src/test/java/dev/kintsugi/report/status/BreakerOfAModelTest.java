package dev.kintsugi.report.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.generation.breaker.BreakerView;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.pipeline.work.WorkKind;
import dev.kintsugi.recovery.budget.BreakerState;
import dev.kintsugi.runtime.device.Device;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BreakerOfAModelTest {

    private static final Instant OPENED = Instant.EPOCH;

    @Test
    void isOpenUntilItsRestIsOverAndThenWaitsForACall() {
        assertThat(after(4)).isEqualTo(new ModelStatus.Breaker("image", "cpu", "open", 6.0));
        assertThat(after(10)).isEqualTo(new ModelStatus.Breaker("image", "cpu", "half_open", null));
    }

    private static ModelStatus.Breaker after(int seconds) {
        var open = new BreakerState.Open(OPENED, OPENED.plusSeconds(10));
        return ModelStatus.Breaker.of(
                new BreakerView(new ModelId("toy"), "1", WorkKind.IMAGE, Device.CPU, open),
                OPENED.plusSeconds(seconds));
    }
}
