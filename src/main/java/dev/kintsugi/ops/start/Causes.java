package dev.kintsugi.ops.start;

import java.util.Optional;
import java.util.stream.Stream;

/** What was thrown and what caused it, outermost first; ends after twenty, as there may be a circle. */
record Causes(Throwable thrown) {

    private static final int MOST = 20;

    /** The outermost of this type. */
    <T extends Throwable> Optional<T> first(Class<T> type) {
        return all().filter(type::isInstance).map(type::cast).findFirst();
    }

    /** The one that was caused by no other. */
    Throwable root() {
        return all().reduce(thrown, (_, cause) -> cause);
    }

    private Stream<Throwable> all() {
        return Stream.iterate(thrown, cause -> cause != null, Throwable::getCause)
                .limit(MOST);
    }
}
