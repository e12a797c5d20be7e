package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.runtime.session.Sessions;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;

/** Closes unused sessions of one model, which are loaded again when they are needed. Other models stay loaded. */
record LoadAnew(Model model, Sessions sessions, Executor blocking) implements RepairAction {

    @Override
    public String name() {
        return "load " + model.id() + " anew";
    }

    @Override
    public Uni<String> run() {
        return Uni.createFrom()
                .item(() -> "closed " + sessions.evictIdle(file -> file.startsWith(model.folder()))
                        + " idle sessions of " + model.id())
                .runSubscriptionOn(blocking);
    }
}
