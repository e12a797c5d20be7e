package dev.kintsugi.recovery.failure;

import java.util.EnumMap;
import java.util.Map;

/** The profile of every kind of failure, as it is in force here. */
public final class FailureCatalog {

    /** Every type as it is of itself. */
    public static final FailureCatalog STANDARD = new FailureCatalog(Map.of());

    private final Map<FailureType, FailureProfile> profiles = new EnumMap<>(FailureType.class);

    /** @param overrides profiles that replace those of their types */
    public FailureCatalog(Map<FailureType, FailureProfile> overrides) {
        for (var type : FailureType.values()) {
            profiles.put(type, FailureProfile.of(type));
        }
        profiles.putAll(overrides);
    }

    public FailureProfile profile(FailureType type) {
        var profile = profiles.get(type);
        if (profile == null) {
            throw new IllegalStateException("no profile of " + type);
        }
        return profile;
    }
}
