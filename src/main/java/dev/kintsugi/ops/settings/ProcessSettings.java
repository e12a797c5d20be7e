package dev.kintsugi.ops.settings;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SysPropConfigSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** The settings of this process, compared with those that there are. */
public final class ProcessSettings {

    private static final String ENVIRONMENT = "EnvConfigSource";

    private ProcessSettings() {}

    /** What is wrong with them, in one line each. */
    public static List<String> wrong() {
        var config = ConfigProvider.getConfig();
        var names = new ArrayList<String>();
        config.getPropertyNames().forEach(names::add);
        return Settings.KNOWN.wrong(
                names.stream().filter(name -> name.startsWith("kintsugi.")).toList(), ProcessSettings::value);
    }

    /** Warnings about keys of this process that look like settings and are none, or have a new name. */
    public static List<String> unknown() {
        var written = Stream.of(ConfigProvider.getConfig())
                .flatMap(
                        config -> StreamSupport.stream(config.getConfigSources().spliterator(), false))
                .filter(source -> !source.getName().startsWith(ENVIRONMENT))
                .flatMap(source -> source.getPropertyNames().stream());
        return Settings.KNOWN.unknown(Stream.concat(written, System.getenv().keySet().stream())
                .distinct()
                .toList());
    }

    private static Optional<String> value(String key) {
        return written(key)
                .or(() -> RenamedSettings.oldKey(key).flatMap(ProcessSettings::written))
                .filter(written -> !written.contains("${"))
                .or(() -> resolved(key));
    }

    private static Optional<String> written(String key) {
        return ofTheProcess().stream()
                .map(source -> source.getValue(key))
                .filter(Objects::nonNull)
                .findFirst();
    }

    /**
     * Read beside the configuration: if a value cannot be converted, a native executable has no other configuration than the
     * one it was built with.
     */
    private static List<ConfigSource> ofTheProcess() {
        return List.of(new SysPropConfigSource(), new EnvConfigSource(System.getenv(), 0));
    }

    private static Optional<String> resolved(String key) {
        try {
            var value = ConfigProvider.getConfig().unwrap(SmallRyeConfig.class).getConfigValue(key);
            return Optional.ofNullable(value.getValue());
        } catch (NoSuchElementException e) {
            return Optional.of("${…}"); // it refers to a key that is not there
        }
    }
}
