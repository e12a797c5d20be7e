package dev.kintsugi.report.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.model.health.Availability;
import dev.kintsugi.model.health.ModelHealthReport;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StateOfAModelTest {

    @Test
    void isThatOfItsFilesUnlessItCannotBeUsedAllTheSame() {
        assertThat(ModelStatus.state(report(true, Availability.AVAILABLE), Optional.empty()))
                .isEqualTo("available");
        assertThat(ModelStatus.state(report(true, Availability.AVAILABLE), Optional.of("9 channels")))
                .isEqualTo("incompatible");
        assertThat(ModelStatus.state(report(true, Availability.CORRUPTED), Optional.of("no whole ONNX file")))
                .isEqualTo("corrupted");
        assertThat(ModelStatus.state(report(false, Availability.AVAILABLE), Optional.empty()))
                .isEqualTo("unreachable");
    }

    private static ModelHealthReport report(boolean answers, Availability availability) {
        return new ModelHealthReport(answers, List.of(), availability, Map.of());
    }
}
