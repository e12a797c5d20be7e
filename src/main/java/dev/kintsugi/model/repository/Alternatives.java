package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.health.ModelHealth;
import dev.kintsugi.model.source.BuiltinSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Which other models could do the work of one that fails. */
@ApplicationScoped
public class Alternatives {

    private final ModelRepository repository;
    private final ModelHealth health;
    private final Map<String, List<String>> fallbacks;

    public Alternatives(ModelRepository repository, ModelHealth health, ModelFolders folders) {
        this.repository = repository;
        this.health = health;
        this.fallbacks = folders.models().fallbacks();
    }

    /**
     * A model that can stand in for another.
     *
     * @param model which
     * @param precision the best of its precisions that are whole
     * @param score how well it fits, from 0 to 1
     * @param loss how much quality is lost, from 0 to 1
     */
    public record Alternative(Model model, String precision, double score, double loss) {}

    /**
     * Models with the same task of which a precision is whole, best first. Ties keep the order that the manifest
     * declares. For a model of the operator's own these are only the ones that its manifest or the operator declares: what
     * is like another of that kind cannot be inferred. For a built-in model the other built-in ones come first.
     */
    public List<Alternative> to(Model original) {
        var declared = declared(original);
        return repository.all().stream()
                .filter(model -> !model.id().equals(original.id()))
                .filter(model ->
                        model.manifest().task().equals(original.manifest().task()))
                .filter(model -> isShipped(original) || declared.contains(model.id()))
                .flatMap(model -> health.now(model).usable().stream()
                        .limit(1)
                        .map(precision ->
                                new Alternative(model, precision, score(original, model), loss(original, model))))
                .sorted(Comparator.comparing((Alternative alternative) -> rank(original, alternative.model(), declared))
                        .thenComparing(
                                Comparator.comparingDouble(Alternative::score).reversed())
                        .thenComparingInt(alternative -> position(declared, alternative.model())))
                .toList();
    }

    /** The files of a model that are damaged, or all of them if none is known to be. */
    public List<ModelFile> damaged(Model model) {
        var findings = health.now(model).findings();
        var damaged = model.manifest().files().stream()
                .filter(file -> findings.containsKey(file.path()))
                .toList();
        return damaged.isEmpty() ? model.manifest().files() : damaged;
    }

    /** Whether files are missing or damaged that nothing can fetch and nobody is writing: a person must bring them. */
    public boolean isBeyondRepair(Model model) {
        var findings = health.now(model).findings();
        return findings.keySet().stream()
                        .anyMatch(path -> model.manifest()
                                .file(path)
                                .filter(file -> !file.sources().isEmpty())
                                .isEmpty())
                && !health.isBeingWritten(model);
    }

    /** Whether a precision has all the files that it needs, whole as far as is known. */
    public boolean isWhole(Model model, String precision) {
        return health.now(model).usable().contains(precision);
    }

    /** The precisions of a model that are whole, other than this one, least loss first. */
    public List<String> otherPrecisions(Model model, String precision) {
        return health.now(model).usable().stream()
                .filter(other -> !other.equals(precision))
                .toList();
    }

    /** Built-in and declared models come before others. */
    private static int rank(Model original, Model other, List<ModelId> declared) {
        return declared.contains(other.id()) || isShipped(original) == isShipped(other) ? 0 : 1;
    }

    private static boolean isShipped(Model model) {
        var files = model.manifest().files();
        return !files.isEmpty()
                && files.stream()
                        .allMatch(file ->
                                file.sources().stream().anyMatch(uri -> uri.startsWith(BuiltinSource.SCHEME + ":")));
    }

    private double score(Model original, Model other) {
        var wanted = original.manifest().capabilities();
        var shared = wanted.stream()
                .filter(other.manifest().capabilities()::contains)
                .count();
        var overlap = wanted.isEmpty() ? 1 : (double) shared / wanted.size();
        var compatibility = original.manifest().fallbacks().stream()
                .filter(fallback -> fallback.model().equals(other.id()))
                .mapToDouble(Manifest.Fallback::compatibility)
                .findFirst()
                .orElse(isDeclaredByTheOperator(original, other) ? 1 : 0);
        return 0.4 * overlap + 0.4 * compatibility + 0.2 * other.manifest().quality();
    }

    private boolean isDeclaredByTheOperator(Model original, Model other) {
        return fallbacks
                .getOrDefault(original.id().value(), List.of())
                .contains(other.id().value());
    }

    private static double loss(Model original, Model other) {
        var quality = original.manifest().quality();
        return quality <= 0 ? 0 : Math.clamp(1 - other.manifest().quality() / quality, 0.01, 1);
    }

    private List<ModelId> declared(Model model) {
        var declared = new ArrayList<ModelId>();
        model.manifest().fallbacks().forEach(fallback -> declared.add(fallback.model()));
        fallbacks.getOrDefault(model.id().value(), List.of()).stream()
                .filter(ModelId::isValid)
                .map(ModelId::new)
                .forEach(declared::add);
        return declared;
    }

    private static int position(List<ModelId> declared, Model other) {
        var position = declared.indexOf(other.id());
        return position < 0 ? Integer.MAX_VALUE : position;
    }
}
