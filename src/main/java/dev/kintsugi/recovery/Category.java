package dev.kintsugi.recovery;

import java.util.Locale;

/** The part of the system that a failure belongs to. */
public enum Category {
    MODEL,
    MEMORY,
    STORAGE,
    NETWORK,
    HARDWARE,
    PIPELINE,
    INPUT,
    RESOURCE,
    CONFIGURATION,
    AUTH,
    TOOL,
    STATE,
    REALTIME,
    INTERNAL;

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
