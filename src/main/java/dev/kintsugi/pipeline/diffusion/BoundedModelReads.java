package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.pipeline.diffusion.network.DiffusionModel;
import dev.kintsugi.recovery.failure.TypedException;
import dev.kintsugi.runtime.session.RunHandle;
import dev.kintsugi.runtime.session.Sessions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads models from a disk that may hang: no caller waits longer than its run may, and each state of a model is read once. */
final class BoundedModelReads {

    /** Those that read the files of a model. */
    private record Checked(String what, Path folder, String precision) {}

    private final CheckedModels checked;
    private final Sessions sessions;

    BoundedModelReads(CheckedModels checked, Sessions sessions) {
        this.checked = checked;
        this.sessions = sessions;
    }

    /**
     * What is known of a model, which is read again if its files were changed.
     *
     * @param withNetworks whether its networks have to be the same too
     * @param handle of the run that waits; null for who has time
     * @throws TypedException why it cannot be used
     */
    DiffusionModel read(Model model, String precision, boolean withNetworks, @Nullable RunHandle handle) {
        model.requireUsable();
        return check(
                        withNetworks ? "known" : "settings",
                        model,
                        precision,
                        () -> checked.known(model, precision, withNetworks))
                .orElseGet(() -> sessions.loads()
                        .get(
                                check("key", model, precision, () -> Optional.of(checked.fingerprint(model, precision)))
                                        .orElseThrow(),
                                model.id().value(),
                                "the settings",
                                DiffusionModel.class,
                                progress -> checked.read(model, precision),
                                handle));
    }

    /** The networks whose files are as they should be now, by path. */
    Map<String, FileFingerprint> networks(Model model, String precision) {
        return check("networks", model, precision, () -> Optional.of(checked.networks(model, precision)))
                .orElseThrow();
    }

    @SuppressWarnings("unchecked") // what is looked for says what is found
    private <T> Optional<T> check(String what, Model model, String precision, Supplier<Optional<T>> check) {
        return (Optional<T>) sessions.fileChecks()
                .at(new Checked(what, model.folder(), precision), model.id().value(), Optional.class, check::get);
    }
}
