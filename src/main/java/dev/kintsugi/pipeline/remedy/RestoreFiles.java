package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.recovery.decision.RepairAction;
import dev.kintsugi.recovery.failure.FailureType;
import dev.kintsugi.recovery.failure.TypedException;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;

/** Fetches the files of a model that are missing or wrong from their sources, and gives the model its next chance. */
record RestoreFiles(Model model, Installer installer, Breakers breakers, Executor blocking) implements RepairAction {

    @Override
    public String name() {
        return "restore the files of " + model.id();
    }

    @Override
    public Uni<String> run() {
        return Uni.createFrom().item(this::restore).runSubscriptionOn(blocking);
    }

    private String restore() {
        var restored = installer.restore(model);
        if (restored.isEmpty()) {
            throw new TypedException(
                    FailureType.MODEL_LOADING_FAILED, "all files of the model " + model.id() + " are whole already");
        }
        breakers.repaired(model.id());
        return "restored " + String.join(", ", restored) + " of " + model.id();
    }
}
