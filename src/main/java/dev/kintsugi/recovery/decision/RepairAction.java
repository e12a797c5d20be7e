package dev.kintsugi.recovery.decision;

import io.smallrye.mutiny.Uni;

/** A piece of work that changes the world so that a plan that failed may work: files restored, memory freed. */
public interface RepairAction {

    /** What it is, the same for the same work: a task that was done is not chosen again for the same operation. */
    String name();

    /** Does it. The item says what was changed; a failure means that the world is as it was. */
    Uni<String> run();
}
