package dev.kintsugi.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusIntegrationTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A picture that needs many times the memory there is. In a process of its own: after some failures the arena of ONNX
 * Runtime lets through more than its limit, which would spoil what other tests rely on (known, see figures.md).
 */
@QuarkusIntegrationTest
@TestProfile(FarTooLargeIT.Little.class)
class FarTooLargeIT {

    /** 18 MiB. */
    public static class Little implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("kintsugi.device.memory", "18M", "kintsugi.home", "target/test-home-little");
        }
    }

    @Test
    void becomesSmallEnoughWithinTheFewTriesThereAre() {
        var answer = Drawing.of("a red star")
                .with("size", "640x640")
                .with("steps", 5)
                .draw();
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'size' }.from"))
                .isEqualTo("640x640");
        assertThat(answer.getString("kintsugi.degraded.find { it.what == 'size' }.to"))
                .isEqualTo(answer.getString("size"));
    }
}
