package dev.kintsugi.pipeline.remedy;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.repair.Installer;
import dev.kintsugi.pipeline.Breakers;
import dev.kintsugi.recovery.decision.RepairAction;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;

/**
 * Fetches the files of a model that are missing or wrong from their sources, and gives the model its next chance. If
 * none is wrong any more they were restored meanwhile, and the same plan may work now; that is tried once for each operation.
 */
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
        if (restored.isEmpty()) { // another request or the model watch restored them, or a person did
            return "found all files of " + model.id() + " whole again";
        }
        breakers.repaired(model.id());
        return "restored " + String.join(", ", restored) + " of " + model.id();
    }
}
