package dev.kintsugi.runtime.tensor;

import java.util.ArrayList;
import java.util.List;

/** Everything that one run uses, held from before it begins until after it ended. */
public final class RetainedResources implements AutoCloseable {

    private final List<RefCounted<?>> held = new ArrayList<>(8);

    public <T> T on(RefCounted<T> counted) {
        var resource = counted.acquire();
        held.add(counted);
        return resource;
    }

    /** Like {@link #on}, for what the caller has a lease of. */
    public <T> T again(RefCounted<T> counted) {
        var resource = counted.acquireAgain();
        held.add(counted);
        return resource;
    }

    @Override
    public void close() {
        held.forEach(RefCounted::release);
    }
}
