package dev.kintsugi.capacity.features;

/** Is told when a feature becomes degraded, and when it is whole again. Must not block. */
public interface FeatureListener {

    void on(FeatureState state);
}
