package dev.kintsugi.recovery;

import io.smallrye.mutiny.Uni;

/** The work that is kept alive: it can be tried with one plan after another. */
@FunctionalInterface
public interface Operation<P, T> {

    /** One try. Everything that goes wrong is a failure of the Uni; a cancelled operation fails with a CancellationException. */
    Uni<T> attempt(P plan);
}
