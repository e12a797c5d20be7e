package dev.kintsugi.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The results of the finished stages of one request, each under everything that it depends on: a plan that differs only
 * in what comes later finds them again. Used by one thread at a time.
 */
public final class StageResults {

    private final Map<Object, Object> results = new HashMap<>();

    /** The result under this key, computed if it is not there yet. */
    public <T> T get(Object key, Class<T> type, Supplier<T> compute) {
        var known = results.get(key);
        if (known != null) {
            return type.cast(known);
        }
        var result = compute.get();
        results.put(key, result);
        return result;
    }
}
