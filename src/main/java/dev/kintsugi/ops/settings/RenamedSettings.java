package dev.kintsugi.ops.settings;

import io.quarkus.runtime.annotations.StaticInitSafe;
import io.smallrye.config.FallbackConfigSourceInterceptor;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Settings that have a new key. The old key still works until version 1.0, with a warning; the new one wins if both are set. */
@StaticInitSafe
public final class RenamedSettings extends FallbackConfigSourceInterceptor {

    private static final Map<String, String> NEW_BY_OLD = Map.of(
            "kintsugi.breakers.most", "kintsugi.breakers.max",
            "kintsugi.connections.most", "kintsugi.connections.max",
            "kintsugi.end.delay", "kintsugi.shutdown.delay",
            "kintsugi.health.most-set-aside", "kintsugi.health.max-abandoned-runs",
            "kintsugi.jobs.look", "kintsugi.jobs.sweep-every",
            "kintsugi.kept-answers.bytes", "kintsugi.result-cache.bytes",
            "kintsugi.kept-answers.time", "kintsugi.result-cache.time",
            "kintsugi.retries.least-per-second", "kintsugi.retries.min-per-second",
            "kintsugi.store.spare-bytes", "kintsugi.store.fallback-bytes");

    private static final Map<String, String> OLD_BY_NEW =
            NEW_BY_OLD.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    /** Called by SmallRye Config. */
    public RenamedSettings() {
        super(key -> OLD_BY_NEW.getOrDefault(key, key));
    }

    /** The old key of a setting, if it has one. */
    static Optional<String> oldKey(String key) {
        return Optional.ofNullable(OLD_BY_NEW.get(key));
    }

    /** The new name, as a key or as an environment variable, of an old one. */
    static Optional<String> newName(String name) {
        var key = NEW_BY_OLD.get(name);
        return key != null
                ? Optional.of(key)
                : NEW_BY_OLD.entrySet().stream()
                        .filter(renamed -> variable(renamed.getKey()).equals(name))
                        .map(renamed -> variable(renamed.getValue()))
                        .findFirst();
    }

    private static String variable(String key) {
        return new SettingKey(key).variable();
    }
}
