package dev.kintsugi.generation.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kintsugi.recovery.classification.FailureRule;
import dev.kintsugi.recovery.failure.FailureType;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfiguredRulesTest {

    private static final String FIRST = "kintsugi.failures.rules[0]";

    @Test
    void areNoneByDefault() {
        assertThat(rules(Map.of())).isEmpty();
    }

    @Test
    void comeInTheirOrderWithAllTheirParts() {
        var rules = rules(Map.of(
                FIRST + ".exception",
                "java.io.IOException",
                FIRST + ".code",
                "ORT_FAIL",
                FIRST + ".message",
                "quota of \\d+",
                FIRST + ".type",
                "storage_space_insufficient",
                "kintsugi.failures.rules[1].message",
                "busy",
                "kintsugi.failures.rules[1].type",
                "service_unavailable"));
        assertThat(rules)
                .extracting(FailureRule::type)
                .containsExactly(FailureType.STORAGE_SPACE_INSUFFICIENT, FailureType.MODEL_OVERLOADED);
        assertThat(rules.getFirst().exception()).contains("java.io.IOException");
        assertThat(rules.getFirst().code()).contains("ORT_FAIL");
        assertThat(rules.getFirst().message().orElseThrow().pattern()).isEqualTo("quota of \\d+");
    }

    @Test
    void areRefusedWithATypeThatIsUnknown() {
        assertRefused(Map.of("message", "x", "type", "bad_luck"), FIRST + ".type is bad_luck");
    }

    @Test
    void areRefusedWithoutAType() {
        assertRefused(Map.of("message", "x"), FIRST + ".type");
    }

    @Test
    void areRefusedWithAPatternThatIsNone() {
        assertRefused(
                Map.of("message", "a[", "type", "unknown"),
                FIRST + ".message is not a regular expression: Unclosed character class at position 1");
    }

    @Test
    void areRefusedWhereTheyMatchEverything() {
        assertRefused(Map.of("type", "unknown"), FIRST + " matches every failure");
    }

    @Test
    void areRefusedWithAKeyThatNobodyKnows() {
        assertRefused(Map.of("message", "x", "type", "unknown", "clas", "y"), FIRST + ".clas");
    }

    private static void assertRefused(Map<String, String> rule, String message) {
        var properties = new HashMap<String, String>();
        rule.forEach((key, value) -> properties.put(FIRST + "." + key, value));
        assertThatThrownBy(() -> rules(properties)).hasMessageContaining(message);
    }

    private static List<FailureRule> rules(Map<String, String> properties) {
        return ConfiguredRules.of(new SmallRyeConfigBuilder()
                .withMapping(FailureRuleSettings.class)
                .withDefaultValues(properties)
                .build()
                .getConfigMapping(FailureRuleSettings.class));
    }
}
