package dev.kintsugi.api;

import dev.kintsugi.pipeline.work.WorkKind;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** The kind of work that a call asks for, of whose places its answer tells. */
public final class AskedKind {

    private static final String KEY = "kintsugi.kind";

    private AskedKind() {}

    /** Keeps the kind that the body of a call names. */
    public static void put(RoutingContext call, WorkKind kind) {
        call.put(KEY, kind);
    }

    /** The kind of a call; images if its body names none, or was not read. */
    public static WorkKind of(RoutingContext call) {
        return known(call).orElse(WorkKind.IMAGE);
    }

    /** The kind that the body of a call names; empty if it names none, or was not read. */
    public static Optional<WorkKind> known(RoutingContext call) {
        return Optional.ofNullable(call.get(KEY));
    }
}
