package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.runtime.session.Sessions;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;

/** Closes unused sessions, and their arenas with them. They are opened again when they are needed. */
record FreeMemory(Sessions sessions, Executor blocking) implements RepairAction {

    @Override
    public String name() {
        return "free idle sessions and arenas";
    }

    @Override
    public Uni<String> run() {
        return Uni.createFrom()
                .item(() -> "freed " + sessions.freeIdle() + " idle sessions and their arenas")
                .runSubscriptionOn(blocking);
    }
}
