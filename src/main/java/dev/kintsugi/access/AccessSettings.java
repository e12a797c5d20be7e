package dev.kintsugi.access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Who may use the service: {@code kintsugi.access} and {@code kintsugi.access.*}. */
@ConfigMapping(prefix = "kintsugi.access")
public interface AccessSettings {

    /** How callers are known. */
    enum Mode {
        /** Everyone may do everything. */
        OPEN,
        /** Callers send API keys. */
        KEYS
    }

    /** Whether callers need API keys; by default they do, unless the service listens at a loopback address only. */
    @WithParentName
    Optional<Mode> mode();

    /**
     * A file with a key that may do everything, such as a mounted secret; it is read at the start, and several instances may have the same.
     */
    Optional<Path> adminKeyFile();

    /** Other names under which browsers may reach a service that is open and listens at a loopback address only. */
    Optional<List<String>> hosts();

    /** Origins of other sites whose pages may call the service, such as {@code https://app.example.org}. */
    Optional<List<String>> origins();

    /** Whether metrics can be read without a key. */
    @WithDefault("false")
    boolean publicMetrics();
}
