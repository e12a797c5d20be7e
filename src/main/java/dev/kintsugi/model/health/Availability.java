package dev.kintsugi.model.health;

import java.util.Collection;
import java.util.Locale;

/** Whether a model can be used. */
public enum Availability {
    /** All files are there and whole. */
    AVAILABLE,
    /** Files are missing. */
    MISSING,
    /** Files are there but not as the manifest says. */
    CORRUPTED,
    /** It cannot be used as it is, whatever its files contain. */
    INCOMPATIBLE;

    static Availability of(Collection<FileProblem> findings) {
        if (findings.isEmpty()) {
            return AVAILABLE;
        }
        return findings.stream().allMatch(FileProblem.FILE_MISSING::equals) ? MISSING : CORRUPTED;
    }

    /** The name on the wire, in snake case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
