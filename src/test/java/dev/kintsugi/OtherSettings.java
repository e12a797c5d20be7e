package dev.kintsugi;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** An operator who has other opinions than usual; tests of settings that do not touch each other share one start. */
public final class OtherSettings implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
                Map.entry("kintsugi.home", "target/test-home-failures"),
                Map.entry("kintsugi.failures.types.model_not_found.status", "410"),
                Map.entry("kintsugi.failures.types.model_not_found.severity", "high"),
                Map.entry("kintsugi.failures.types.model_not_found.title", "Ask Mia"),
                Map.entry("kintsugi.failures.types.model_not_found.suggestions", "Call 4711.,Or wait."),
                Map.entry("kintsugi.failures.types.cuda_oom.strategies", "user_intervention"),
                Map.entry("kintsugi.failures.rules[0].exception", "OwnException"),
                Map.entry("kintsugi.failures.rules[0].message", "^ruled"),
                Map.entry("kintsugi.failures.rules[0].type", "tool_not_found"),
                Map.entry("quarkus.websockets-next.server.auto-ping-interval", "400ms"),
                Map.entry("kintsugi.models.aliases.artist", "shapes-diffusion-lite"),
                Map.entry("kintsugi.models.aliases.ghost", "not-there"),
                Map.entry("kintsugi.models.aliases.shapes-diffusion", "shapes-diffusion-lite"));
    }
}
