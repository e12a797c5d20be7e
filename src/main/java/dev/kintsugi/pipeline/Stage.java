package dev.kintsugi.pipeline;

/**
 * A part of a generation, which keeps its result when a later one fails. Each {@linkplain
 * dev.kintsugi.pipeline kind of generation} has its own, in order.
 */
public interface Stage {

    /** Its name on the wire, in events, failures and settings. */
    String code();

    /** The component of the model that computes it, as the manifest names it. */
    String component();
}
