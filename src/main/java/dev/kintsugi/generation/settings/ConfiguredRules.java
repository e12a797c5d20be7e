package dev.kintsugi.generation.settings;

import dev.kintsugi.recovery.classification.FailureRule;
import dev.kintsugi.recovery.failure.FailureType;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.IntStream;

/** Builds rules from settings. An invalid one is reported with its key. */
public final class ConfiguredRules {

    private ConfiguredRules() {}

    public static List<FailureRule> of(FailureRuleSettings settings) {
        var rules = settings.rules();
        return IntStream.range(0, rules.size())
                .mapToObj(i -> rule("kintsugi.failures.rules[" + i + "]", rules.get(i)))
                .toList();
    }

    private static FailureRule rule(String key, FailureRuleSettings.Rule rule) {
        if (rule.exception().isEmpty()
                && rule.code().isEmpty()
                && rule.message().isEmpty()) {
            throw new IllegalArgumentException(
                    key + " matches every failure: give it an exception, a code or a message");
        }
        var type = FailureType.of(rule.type())
                .orElseThrow(() -> new IllegalArgumentException(key + ".type is " + rule.type()
                        + ", which is neither the code nor an alias of a failure type"));
        return new FailureRule(
                rule.exception(), rule.code(), rule.message().map(text -> pattern(key + ".message", text)), type);
    }

    private static Pattern pattern(String key, String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    key + " is not a regular expression: " + e.getDescription() + " at position " + e.getIndex(), e);
        }
    }
}
