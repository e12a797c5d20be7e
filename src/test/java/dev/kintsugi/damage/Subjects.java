package dev.kintsugi.damage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The models of the matrix: the built-in ones, an official export, and one whose weights lie beside its networks. */
final class Subjects {

    private static final Path BUILT_IN = Path.of("src/main/resources/builtin");
    private static final Path EXPORT = Path.of("../shared/fixtures/diffusion/sd15/onnx");
    private static final String FIRST = "shapes-diffusion";

    private Subjects() {}

    /** Puts whole models into the folder of a service that has not started yet. */
    static List<Subject> in(Path models, Path pristine) throws IOException {
        var subjects = new ArrayList<Subject>();
        for (var name : List.of(FIRST, "shapes-diffusion-lite", "scene-writer", "scene-writer-lite")) {
            var asked = name.startsWith("scene") ? FIRST : name; // a text model is not asked for pictures
            subjects.add(new Subject(
                    name,
                    asked,
                    models.resolve(name).resolve("1.0.0"),
                    BUILT_IN.resolve(name + "/1.0.0"),
                    true,
                    "128x128"));
        }
        if (Files.isDirectory(EXPORT)) {
            subjects.add(new Subject("sd15", "sd15", models.resolve("sd15"), EXPORT, false, "64x64"));
        }
        subjects.add(withExternalData(models, pristine));
        for (var subject : subjects) {
            Subject.copy(subject.pristine(), subject.folder());
        }
        return subjects;
    }

    /** A copy of the lite model without a manifest whose weights are in files of their own. */
    private static Subject withExternalData(Path models, Path pristine) throws IOException {
        var whole = pristine.resolve("external");
        Subject.copy(BUILT_IN.resolve("shapes-diffusion-lite/1.0.0"), whole);
        Files.delete(whole.resolve("manifest.yaml"));
        for (var network : List.of("text_encoder", "unet", "vae_decoder")) {
            Files.delete(whole.resolve(network + "/model_int8.onnx"));
            ExternalWeights.moveOut(whole.resolve(network + "/model.onnx"));
        }
        Subject.delete(whole.resolve("vae_encoder"));
        return new Subject("external", "external", models.resolve("external"), whole, false, "128x128");
    }
}
