package dev.kintsugi.pipeline;

import dev.kintsugi.recovery.Task;
import dev.kintsugi.runtime.Sessions;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;

/** Closes the sessions that nobody uses, and their arenas with them. They are opened again when they are needed. */
record FreeMemory(Sessions sessions, Executor blocking) implements Task {

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
