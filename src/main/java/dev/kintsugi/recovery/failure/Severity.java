package dev.kintsugi.recovery.failure;

import java.util.Locale;
import java.util.Set;

/** How bad a failure is for the one who operates the service, from a nuisance to an emergency. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /**
     * How bad it is under these circumstances. A caller's mistake is never more than low, however often it is made;
     * data at risk and the last model gone make it at least high and critical; what repeats is one step worse.
     */
    public Severity under(Set<Circumstance> circumstances) {
        if (circumstances.contains(Circumstance.CALLERS_MISTAKE)) {
            return LOW;
        }
        var severity = circumstances.contains(Circumstance.REPEATED) ? worse() : this;
        if (circumstances.contains(Circumstance.DATA_AT_RISK)) {
            severity = worst(severity, HIGH);
        }
        return circumstances.contains(Circumstance.LAST_HEALTHY_MODEL) ? CRITICAL : severity;
    }

    private Severity worse() {
        return values()[Math.min(ordinal() + 1, CRITICAL.ordinal())];
    }

    private static Severity worst(Severity one, Severity other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
