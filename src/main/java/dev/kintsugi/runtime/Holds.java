package dev.kintsugi.runtime;

import java.util.ArrayList;
import java.util.List;

/** Everything that one run uses, held from before it begins until after it ended. */
final class Holds implements AutoCloseable {

    private final List<Guarded<?>> held = new ArrayList<>(8);

    <T> T on(Guarded<T> guarded) {
        var resource = guarded.acquire();
        held.add(guarded);
        return resource;
    }

    /** Like {@link #on}, for what the caller has a lease of. */
    <T> T again(Guarded<T> guarded) {
        var resource = guarded.acquireAgain();
        held.add(guarded);
        return resource;
    }

    @Override
    public void close() {
        held.forEach(Guarded::release);
    }
}
