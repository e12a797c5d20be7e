package dev.kintsugi.runtime.device;

import java.util.Optional;

/** Knows how much memory this process may use. Owned here, implemented by the package that reads control groups. */
public interface HostMemory {

    /**
     * The bytes that this process can have before the kernel ends it: heap, libraries and networks together. Empty if
     * nothing limits it, or if the host has so much that a limit makes no difference.
     */
    Optional<Long> limit();
}
