package dev.kintsugi.faults.fault;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A boundary between the service and what it does not control. */
public enum Boundary {
    /** The files of models. */
    MODEL_FILE,
    /** The allocator of ONNX Runtime. */
    MEMORY_LIMIT,
    /** A network that computes. */
    SESSION_RUN,
    /** Files that are written: those of models, and what was learned. */
    DISK,
    /** The store of jobs. */
    STORE,
    /** The time of day. */
    CLOCK;

    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Boundary> of(String code) {
        return Arrays.stream(values())
                .filter(boundary -> boundary.code().equals(code))
                .findFirst();
    }

    public List<FaultKind> kinds() {
        return Arrays.stream(FaultKind.values())
                .filter(kind -> kind.boundary() == this)
                .toList();
    }

    /** Why no fault can be injected here; empty if one can. */
    public Optional<String> obstacle() {
        return switch (this) {
            case MODEL_FILE, MEMORY_LIMIT, SESSION_RUN, STORE, CLOCK -> Optional.empty();
            case DISK ->
                Files.exists(DiskFaults.FULL)
                        ? Optional.empty()
                        : Optional.of("this system has no device that is full");
        };
    }
}
