package dev.kintsugi.capacity.features;

import java.time.Instant;
import java.util.List;

/**
 * How a feature is.
 *
 * @param feature which
 * @param causes what is wrong with what it needs; empty if it is whole
 */
public record FeatureState(Feature feature, List<Cause> causes) {

    /**
     * Something that does not work.
     *
     * @param dependency its name
     * @param problem what is wrong
     * @param since when
     */
    public record Cause(String dependency, String problem, Instant since) {}

    public FeatureState {
        causes = List.copyOf(causes);
    }

    public boolean isDegraded() {
        return !causes.isEmpty();
    }
}
