package dev.kintsugi.model.health;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.RequiredFiles;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells from the state of a model's files how whole the model is.
 *
 * @param needs which files each precision cannot do without
 */
record ModelInspection(RequiredFiles needs) {

    /** How a file is checked; gives what is wrong with it. */
    interface FileCheck {
        Optional<FileProblem> problem(Model model, ModelFile file);
    }

    ModelHealthReport of(Model model, FileCheck check) {
        var findings = findings(model, check);
        var usable = model.manifest().precisions().stream()
                .map(Manifest.Precision::name)
                .filter(precision -> needs.of(model, precision).stream().noneMatch(findings::containsKey))
                .toList();
        var standard = needs.of(model, model.manifest().standardPrecision().name());
        return new ModelHealthReport(true, usable, availability(findings, standard), findings);
    }

    private Map<String, FileProblem> findings(Model model, FileCheck check) {
        var findings = new TreeMap<String, FileProblem>();
        for (var file : model.manifest().files()) {
            check.problem(model, file).ifPresent(problem -> findings.put(file.path(), problem));
        }
        for (var precision : model.manifest().precisions()) {
            for (var path : needs.of(model, precision.name())) {
                if (model.manifest().file(path).isEmpty()) {
                    findings.put(path, FileProblem.FILE_MISSING);
                }
            }
        }
        return findings;
    }

    private static Availability availability(Map<String, FileProblem> findings, Set<String> needed) {
        return Availability.of(findings.entrySet().stream()
                .filter(entry -> needed.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .toList());
    }
}
