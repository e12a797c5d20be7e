package dev.kintsugi.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a key may be used for. A key has one or more. */
public enum Scope {
    /** Submit work, see and handle the jobs that were submitted with this key, list models. */
    INFER,
    /** Look at the service: status, models, failures, what was learned, metrics. */
    READ,
    /** Everything: keys, alerts, faults, tickets, and the jobs of all keys. */
    ADMIN;

    /** The name on the wire. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The scope of a name; nothing if there is none. */
    public static Optional<Scope> of(String code) {
        return Arrays.stream(values())
                .filter(scope -> scope.code().equals(code))
                .findFirst();
    }
}
