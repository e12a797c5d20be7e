package dev.kintsugi.capacity.memory;

import dev.kintsugi.recovery.failure.Failure;
import dev.kintsugi.recovery.failure.FailureType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether this process has so little memory beside what cannot be dropped that it mostly reads its own code from disk: pure.
 * The kernel does not end such a process, since pages can always be dropped, and nothing in it gets anywhere.
 *
 * @param room as it was last
 * @param at when that was
 * @param since when it has been thrashing without a pause; empty while it is not
 */
public record Thrashing(Optional<MemoryRoom> room, Instant at, Optional<Instant> since) {

    /** The code, libraries and files that are used all the time, measured with the virtual machine. In bytes. */
    public static final long NEEDED = 48L << 20;

    /** Pages read from disk in a second: a few at work, up to 70 in little room, 300 where nothing is answered any more. */
    static final double FAULTS_PER_SECOND = 100;

    private static final String SHORTAGE = "The container has too little memory:";
    private static final long MEBI = 1L << 20;

    public static Thrashing none(Instant now) {
        return new Thrashing(Optional.empty(), now, Optional.empty());
    }

    /** The same a while later. */
    public Thrashing next(Optional<MemoryRoom> next, Instant now) {
        return new Thrashing(next, now, isBetween(next, now) ? since.or(() -> Optional.of(at)) : Optional.empty());
    }

    private boolean isBetween(Optional<MemoryRoom> next, Instant now) {
        var seconds = Duration.between(at, now).toNanos() / 1e9;
        if (seconds <= 0) {
            return since.isPresent();
        }
        return next.isPresent()
                && room.isPresent()
                && next.get().free() < NEEDED
                && next.get().majorFaults() - room.get().majorFaults() >= FAULTS_PER_SECOND * seconds;
    }

    /** Whether cached files have less room than is needed, which alone does no harm if they are counted elsewhere. */
    public boolean isShort() {
        return room.filter(known -> known.free() < NEEDED).isPresent();
    }

    /** What to tell an operator, and the caller whose work fails for it. */
    public String text() {
        return room.map(known -> SHORTAGE + " of its " + known.limit() / MEBI + " MiB only " + known.free() / MEBI
                        + " are left for the program's own files, which need " + NEEDED / MEBI
                        + ". Give it " + (known.limit() + 2 * NEEDED - known.free()) / MEBI
                        + " MiB or more. A smaller request may fit in a moment, when memory was given back.")
                .orElse(SHORTAGE + " give it more.");
    }

    /** Whether a failure says {@link #text}, and not how much a work needs. */
    public static boolean isCauseOf(Failure failure) {
        return failure.type() == FailureType.VRAM_EXHAUSTION
                && failure.message().startsWith(SHORTAGE);
    }

    /** Whether it has been thrashing for so long. */
    public boolean lasts(Duration duration, Instant now) {
        return since.filter(begun -> !now.isBefore(begun.plus(duration))).isPresent();
    }
}
