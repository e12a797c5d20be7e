package dev.kintsugi.recovery.classification;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An exception and its causes, outermost first. Ends if a cause comes a second time, and after a hundred. */
record CauseChain(List<Throwable> exceptions) {

    private static final int LONGEST = 100;

    static CauseChain of(Throwable thrown) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var chain = new ArrayList<Throwable>();
        for (Throwable t = thrown; t != null && chain.size() < LONGEST && seen.add(t); t = t.getCause()) {
            chain.add(t);
        }
        return new CauseChain(List.copyOf(chain));
    }

    /** The outermost that is of this kind. */
    <T> @Nullable T first(Class<T> kind) {
        for (var thrown : exceptions) {
            if (kind.isInstance(thrown)) {
                return kind.cast(thrown);
            }
        }
        return null;
    }

    /** All of them in words, for the log. */
    String describe() {
        var text = new StringBuilder();
        for (var thrown : exceptions) {
            if (!text.isEmpty()) {
                text.append(" <- ");
            }
            text.append(thrown.getClass().getName()).append(": ").append(thrown.getMessage());
        }
        return text.toString();
    }
}
