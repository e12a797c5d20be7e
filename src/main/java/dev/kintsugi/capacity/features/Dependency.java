package dev.kintsugi.capacity.features;

import java.time.Duration;
import java.util.Optional;

/** Something that features need and that may fail. Every bean of this type is watched. */
public interface Dependency {

    /** The name by which features and reports of failures call it, in snake case. */
    String name();

    /**
     * How often it is tried if that costs next to nothing, whether it works or not; nothing for what is tried as the
     * settings say.
     */
    default Optional<Duration> every() {
        return Optional.empty();
    }

    /**
     * Tries it, with something small and real. Blocks; what is thrown counts as not working.
     *
     * @return what is wrong, in a sentence that is safe to publish; nothing if it works
     */
    Optional<String> problem();
}
