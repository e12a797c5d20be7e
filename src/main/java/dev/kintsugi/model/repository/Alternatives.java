package dev.kintsugi.model.repository;

import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelFile;
import dev.kintsugi.model.ModelFolders;
import dev.kintsugi.model.health.ModelHealth;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which other versions of a model, and which other models, could do the work of one that fails. */
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
     * A model that can stand in for another, or another version of the same.
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
        var rating = new FallbackRating(
                original, fallbacks.getOrDefault(original.id().value(), List.of()));
        return repository.all().stream()
                .filter(model -> !model.id().equals(original.id()))
                .filter(model ->
                        model.manifest().task().equals(original.manifest().task()))
                .filter(rating::isEligible)
                .flatMap(model -> usable(model, rating.score(model), rating))
                .sorted(Comparator.comparing((Alternative alternative) -> rating.rank(alternative.model()))
                        .thenComparing(
                                Comparator.comparingDouble(Alternative::score).reversed())
                        .thenComparingInt(alternative -> rating.position(alternative.model())))
                .toList();
    }

    /**
     * The other installed versions of a model that do the same and of which a precision is whole, newest first: each is closer
     * to it than any other model.
     */
    public List<Alternative> versions(Model original) {
        var rating = new FallbackRating(original, List.of());
        return repository.otherVersions(original).stream()
                .filter(version ->
                        version.manifest().task().equals(original.manifest().task()))
                .flatMap(version -> usable(version, 1, rating))
                .toList();
    }

    /** All that may stand in for a model: its other versions, then other models. */
    public List<Alternative> all(Model original) {
        return Stream.concat(versions(original).stream(), to(original).stream()).toList();
    }

    private Stream<Alternative> usable(Model model, double score, FallbackRating rating) {
        return health.now(model).usable().stream()
                .limit(1)
                .map(precision -> new Alternative(model, precision, score, rating.loss(model)));
    }

    /** The files of a model that are damaged, or all of them if none is known to be. */
    public List<ModelFile> damaged(Model model) {
        var findings = health.now(model).findings();
        var damaged = model.manifest().files().stream()
                .filter(file -> findings.containsKey(file.path()))
                .toList();
        return damaged.isEmpty() ? model.manifest().files() : damaged;
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
}
