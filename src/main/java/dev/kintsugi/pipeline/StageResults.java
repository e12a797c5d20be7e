package dev.kintsugi.pipeline;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The results of the finished stages of one request, each under everything that it depends on: a plan that differs only
 * in what comes later finds them again. A run that was set aside may still add a result while the next one is under way.
 */
public final class StageResults {

    private final Map<Object, Object> results = new ConcurrentHashMap<>();

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
