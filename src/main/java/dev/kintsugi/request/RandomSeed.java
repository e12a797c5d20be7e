package dev.kintsugi.request;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The seed −1, by which many clients ask for a random one. */
public final class RandomSeed {

    private static final long RANDOM = -1;

    private RandomSeed() {}

    /** A seed that was asked for; nothing if a random one is wanted. */
    public static Optional<Long> unless(@Nullable Long seed) {
        return Optional.ofNullable(seed).filter(asked -> !isRandom(asked));
    }

    static boolean isRandom(@Nullable Long seed) {
        return seed != null && seed == RANDOM;
    }
}
