package dev.kintsugi.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.capi.OnnxEnvironment;
import dev.kintsugi.runtime.device.Device;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real profiles of real runs on the CPU: asked for the CPU all is well, asked for a GPU it is found out. */
class ProviderCheckTest {

    @TempDir
    Path folder;

    @Test
    void findsThatTheCpuRan() throws Exception {
        check(Device.CPU);
    }

    @Test
    void findsOutThatNothingRanOnTheGpu() {
        assertThatThrownBy(() -> check(new Device(Device.Provider.CUDA, 0)))
                .isInstanceOfSatisfying(
                        TypedException.class,
                        e -> assertThat(e.type()).isEqualTo(FailureType.HARDWARE_OPTIMIZATION_FAILURE));
    }

    private void check(Device device) throws Exception {
        var file = TinyModel.identity(1).writeTo(folder.resolve("m.onnx"));
        try (var options = new SessionOptions()) {
            var check = ProviderCheck.onFirstRun(options);
            try (var session = OnnxEnvironment.get().createSession(file.toString(), options);
                    var x = OnnxTensor.createTensor(OnnxEnvironment.get(), new float[] {1})) {
                run(session, x);
                check.afterRun(session, device);
                run(session, x);
                assertThatCode(() -> check.afterRun(session, device))
                        .as("only the first run is looked at")
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void run(OrtSession session, OnnxTensor x) throws Exception {
        session.run(Map.of(session.getInputNames().iterator().next(), x)).close();
    }
}
