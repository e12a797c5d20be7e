package dev.kintsugi;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An operator who has other opinions than usual; tests of settings that do not touch each other share one start. */
public final class OtherSettings implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "kintsugi.home", "target/test-home-failures",
                "kintsugi.failures.types.model_not_found.status", "410",
                "kintsugi.failures.types.model_not_found.severity", "high",
                "kintsugi.failures.types.model_not_found.title", "Ask Mia",
                "kintsugi.failures.types.model_not_found.suggestions", "Call 4711.,Or wait.",
                "kintsugi.failures.types.cuda_oom.strategies", "user_intervention",
                "kintsugi.failures.rules[0].exception", "OwnException",
                "kintsugi.failures.rules[0].message", "^ruled",
                "kintsugi.failures.rules[0].type", "tool_not_found",
                "quarkus.websockets-next.server.auto-ping-interval", "400ms");
    }
}
