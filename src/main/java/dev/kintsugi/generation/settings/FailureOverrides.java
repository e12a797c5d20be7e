package dev.kintsugi.generation.settings;

import dev.kintsugi.generation.settings.FailureSettings.TypeSettings;
import dev.kintsugi.recovery.budget.RetrySchedule;
import dev.kintsugi.recovery.failure.FailureCatalog;
import dev.kintsugi.recovery.failure.FailureProfile;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.HelpText;
import dev.kintsugi.recovery.failure.RecoveryStrategy;
import dev.kintsugi.recovery.failure.Severity;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Makes the catalog of failures from the settings. What is set wrongly ends the start, and says which key it was. */
public final class FailureOverrides {

    private static final int MOST_SUGGESTIONS = 7;

    private FailureOverrides() {}

    public static FailureCatalog catalog(Map<String, TypeSettings> settings) {
        var profiles = new EnumMap<FailureType, FailureProfile>(FailureType.class);
        settings.forEach((name, set) -> {
            var key = "kintsugi.failures.types." + name;
            var type = FailureType.of(name)
                    .orElseThrow(() -> wrong(key, "names no kind of failure; GET /v1/failures lists them"));
            if (profiles.put(type, profile(key, FailureCatalog.STANDARD.profile(type), set)) != null) {
                throw wrong(key, "is there twice, also by another name of " + type.code());
            }
        });
        return new FailureCatalog(profiles);
    }

    /** When the same is tried again. */
    public static RetrySchedule schedule(Map<String, TypeSettings> settings) {
        var schedule = RetrySchedule.DEFAULT;
        for (var entry : settings.entrySet()) {
            var type = FailureType.of(entry.getKey()).orElseThrow(); // the catalog has looked
            var set = entry.getValue();
            var usual = schedule.pace(type);
            try {
                var first = set.retryDelay().orElse(usual.first());
                var longest =
                        set.longestRetryDelay().orElse(usual.longest().compareTo(first) < 0 ? first : usual.longest());
                schedule = schedule.with(
                        type, new RetrySchedule.Backoff(set.retries().orElse(usual.retries()), first, longest));
            } catch (IllegalArgumentException e) {
                throw wrong("kintsugi.failures.types." + entry.getKey(), "cannot be: " + e.getMessage());
            }
        }
        return schedule;
    }

    private static FailureProfile profile(String key, FailureProfile usual, TypeSettings set) {
        var status = set.status().orElse(usual.status());
        if (status < 400 || status > 599) {
            throw wrong(key + ".status", "is " + status + ", but must be from 400 to 599");
        }
        return new FailureProfile(
                set.severity().map(name -> severity(key, name)).orElse(usual.severity()),
                status,
                set.retryable().orElse(usual.retryable()),
                set.strategies().map(names -> strategies(key, names)).orElse(usual.strategies()),
                guidance(key, usual.guidance(), set));
    }

    private static HelpText guidance(String key, HelpText usual, TypeSettings set) {
        var suggestions = set.suggestions().orElse(usual.suggestions());
        if (suggestions.size() > MOST_SUGGESTIONS) {
            throw wrong(key + ".suggestions", "has more than " + MOST_SUGGESTIONS);
        }
        if (set.seconds().filter(seconds -> seconds < 0).isPresent()) {
            throw wrong(key + ".seconds", "must not be negative");
        }
        return new HelpText(
                set.title().orElse(usual.title()),
                set.message().orElse(usual.message()),
                suggestions,
                set.seconds().orElse(usual.seconds()));
    }

    private static Severity severity(String key, String name) {
        return Arrays.stream(Severity.values())
                .filter(severity -> severity.code().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> wrong(key + ".severity", "is '" + name + "', but must be low, medium, high or critical"));
    }

    private static List<RecoveryStrategy> strategies(String key, List<String> names) {
        return names.stream()
                .map(String::strip)
                .map(name -> Arrays.stream(RecoveryStrategy.values())
                        .filter(strategy -> strategy.code().equals(name))
                        .findFirst()
                        .orElseThrow(() -> wrong(key + ".strategies", "has '" + name + "', but must be of " + known())))
                .toList();
    }

    private static String known() {
        return Arrays.stream(RecoveryStrategy.values())
                .map(RecoveryStrategy::code)
                .collect(Collectors.joining(", "));
    }

    private static IllegalArgumentException wrong(String key, String what) {
        return new IllegalArgumentException(key + " " + what);
    }
}
