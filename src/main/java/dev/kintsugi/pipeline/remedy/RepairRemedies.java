package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.model.repository.Alternatives;
import dev.kintsugi.pipeline.Blocking;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.pipeline.plan.Plan;
import dev.kintsugi.recovery.decision.Remedy;
import dev.kintsugi.runtime.session.Sessions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The remedies that leave a plan as it is and put right what it needs: files and memory. They act on threads that may block. */
@ApplicationScoped
class RepairRemedies {

    private final Installer installer;
    private final Alternatives alternatives;
    private final Sessions sessions;
    private final Breakers breakers;
    private final Executor blocking;

    RepairRemedies(
            Installer installer,
            Alternatives alternatives,
            Sessions sessions,
            Breakers breakers,
            @Blocking Executor blocking) {
        this.installer = installer;
        this.alternatives = alternatives;
        this.sessions = sessions;
        this.breakers = breakers;
        this.blocking = blocking;
    }

    /** Restores the damaged files of a model; empty if they have no source. */
    Optional<Remedy.Repair<Plan>> files(Model model) {
        return installer.canRepair(alternatives.damaged(model))
                ? Optional.of(new Remedy.Repair<>(new RestoreFiles(model, installer, breakers, blocking)))
                : Optional.empty();
    }

    /** Closes sessions of one model that nothing uses: the next try gets others. */
    Remedy.Relieve<Plan> sessions(Model model) {
        return new Remedy.Relieve<>(new LoadAnew(model, sessions, blocking));
    }

    /** Closes sessions that nothing uses. */
    Remedy.Relieve<Plan> memory() {
        return new Remedy.Relieve<>(new FreeMemory(sessions, blocking));
    }
}
