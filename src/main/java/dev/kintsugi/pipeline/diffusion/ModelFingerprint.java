package dev.kintsugi.pipeline.diffusion;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.file.FileFingerprint;
import dev.kintsugi.recovery.failure.TypedException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Tells one state of a model's files from another.
 *
 * @param folder of the model
 * @param precision of its networks
 * @param files as its manifest lists them
 * @param settings of the files that say how its networks are used
 * @param networks whose files are as they should be, by path
 */
record ModelFingerprint(
        Path folder,
        String precision,
        List<ModelFile> files,
        List<FileFingerprint> settings,
        Map<String, FileFingerprint> networks) {

    /** Looks at one file of a model, given by its path; throws what is wrong with it. */
    interface Inspection extends BiFunction<Model, String, FileFingerprint> {}

    /** As the files are now. */
    static ModelFingerprint of(Model model, String precision, Inspection settings, Inspection networks) {
        return new ModelFingerprint(
                model.folder(),
                precision,
                model.manifest().files(),
                settings(model, settings),
                networks(model, precision, networks));
    }

    /**
     * Whether nothing was changed since.
     *
     * @param withNetworks whether the networks have to be the same too
     */
    boolean isStillOf(Model model, boolean withNetworks, Inspection inspection) {
        return files.equals(model.manifest().files())
                && hasSettingsOf(model, inspection)
                && (!withNetworks || networks.equals(networks(model, precision, inspection)));
    }

    boolean hasSettingsOf(Model model, Inspection inspection) {
        return settings.equals(settings(model, inspection));
    }

    private static List<FileFingerprint> settings(Model model, Inspection inspection) {
        return model.settings().stream()
                .map(path -> inspection.apply(model, path))
                .toList();
    }

    /** The networks whose files are as they should be. */
    static Map<String, FileFingerprint> networks(Model model, String precision, Inspection inspection) {
        var whole = new HashMap<String, FileFingerprint>();
        for (var component : Model.NETWORKS) {
            var path = model.network(component, precision);
            try {
                whole.put(path, inspection.apply(model, path));
            } catch (TypedException | UncheckedIOException e) {
                continue; // the stage that needs it says so
            }
        }
        return whole;
    }
}
