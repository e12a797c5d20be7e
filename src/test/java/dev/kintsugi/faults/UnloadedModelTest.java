package dev.kintsugi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kintsugi.ServiceHome;
import dev.kintsugi.runtime.session.Sessions;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Damage that is found when a model is loaded, not while it is used; only from inside can a model be unloaded. */
@QuarkusTest
class UnloadedModelTest {

    private static final String PROMPT = "a small yellow circle left of a large green square on a white background";

    @Inject
    Sessions sessions;

    @Test
    void restoresAFileInWhichAByteFlippedWhileItWasNotLoaded() throws IOException {
        var expected = Drawing.png(Drawing.of(PROMPT).draw());
        sessions.evictIdle();
        RealFaultsTest.flip(ServiceHome.file("text_encoder/model.onnx"));
        var answer = Drawing.of(PROMPT).draw();
        RealFaultsTest.assertStep(answer, "model_corruption_detected", "automatic_repair");
        assertThat(Drawing.png(answer)).isEqualTo(expected);
    }
}
