package dev.kintsugi.pipeline.work;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The kinds of works: one for each record of {@link Work}. */
public enum WorkKind {
    /** {@link ImageWork}. */
    IMAGE("image", true),
    /** {@link TensorWork}. */
    TENSOR("tensor", false);

    /** The parameter of a failure's context that names the kind. */
    public static final String PARAMETER = "kind";

    private final String code;
    private final boolean shortens;

    WorkKind(String code, boolean shortens) {
        this.code = code;
        this.shortens = shortens;
    }

    /** The name of the kind on the wire. */
    public String code() {
        return code;
    }

    /** Whether its works have steps of which some can be left out while the service is busy. */
    public boolean shortens() {
        return shortens;
    }

    /** The kind of a name; empty if there is none. */
    public static Optional<WorkKind> of(@Nullable String code) {
        return Arrays.stream(values()).filter(kind -> kind.code.equals(code)).findFirst();
    }
}
