package dev.kintsugi.capacity.memory;

import dev.kintsugi.runtime.device.HostMemory;
import io.quarkus.logging.Log;
import io.quarkus.runtime.LaunchMode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The limit of this process's control groups, or what a small host has: on one with less than {@link #SMALL} in all,
 * what is available when the service starts. Tests have no limit, since one process runs services with many budgets.
 */
@ApplicationScoped
class ContainerLimit implements HostMemory {

    /** Of a host in bytes: on a larger one other processes come and go, and its memory is not ours to divide. */
    private static final long SMALL = 2L << 30;

    private static final Path ROOT = Path.of("/");

    private final Optional<Long> limit;

    ContainerLimit(LaunchMode mode) {
        this.limit = mode == LaunchMode.TEST ? Optional.empty() : of(ROOT);
    }

    @Override
    public Optional<Long> limit() {
        return limit;
    }

    /** @param root of the file system */
    static Optional<Long> of(Path root) {
        try {
            var host = ProcMemory.read(root);
            var group = CgroupMemory.limit(root)
                    .filter(limit ->
                            host.filter(memory -> limit >= memory.total()).isEmpty());
            if (group.isPresent()) {
                return group;
            }
            var own = ProcMemory.resident(root);
            return host.filter(memory -> memory.total() < SMALL).map(memory -> memory.free() + own);
        } catch (IOException e) {
            Log.debugf("the machine does not tell how much memory this process may use: %s", e.toString());
            return Optional.empty();
        }
    }
}
