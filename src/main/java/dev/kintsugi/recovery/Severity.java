package dev.kintsugi.recovery;

import java.util.Locale;

/** How bad a failure is for the one who operates the service, from a nuisance to an emergency. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
