package dev.kintsugi.recovery.decision;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** A strategy that is decided elsewhere: a custom strategy is called for advice. */
public interface Adviser<P> {

    /** What it is called; it is asked once about an operation. */
    String name();

    /**
     * Asks. A failure of the Uni means that nothing was advised.
     *
     * @param history every try so far that failed, oldest first, at least one
     */
    Uni<Advice<P>> advise(List<Attempt<P>> history);
}
