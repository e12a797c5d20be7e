package dev.kintsugi.api.connection;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.kintsugi.capacity.features.Dependency;
import jakarta.enterprise.context.ApplicationScoped;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;

/** The files that the process may have open, of which each connection is one: without one no class could be loaded any more. */
@ApplicationScoped
class OpenFiles implements Dependency {

    static final String NAME = "open_files";

    private static final Duration OFTEN = Duration.ofSeconds(5);

    /** In twentieths of all that may be open. */
    private static final int NEARLY_ALL = 19;

    private final ConnectionAdmission admission;

    OpenFiles(ConnectionAdmission admission) {
        this.admission = admission;
    }

    /** How many may be open. */
    static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    private static long now() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getOpenFileDescriptorCount()
                : 0;
    }

    /** Whether so many more could be opened. */
    static boolean areFree(int more) {
        try {
            return now() + more <= most();
        } catch (InternalError e) { // they are counted in a folder that cannot be opened
            return false;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Optional<Duration> every() {
        return Optional.of(OFTEN);
    }

    @Override
    public Optional<String> problem() {
        if (admission.isFull()) {
            return Optional.of(admission.fullText());
        }
        try {
            var open = now();
            return open >= most() / 20 * NEARLY_ALL
                    ? Optional.of(
                            open + " of the " + most() + " files that the process may open are open; raise the limit")
                    : Optional.empty();
        } catch (InternalError e) { // they are counted in a folder that cannot be opened
            return Optional.of("all of the " + most() + " files that the process may open are open; raise the limit");
        }
    }
}
