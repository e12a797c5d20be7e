package dev.kintsugi.generation.breaker;

import java.util.List;

/** Hears when a breaker is made or changes. Called on the thread that did it: must be quick and must not block. */
public interface BreakerListener {

    /**
     * @param changed the breaker as it stands now
     * @param all every breaker there is
     */
    void on(BreakerView changed, List<BreakerView> all);
}
