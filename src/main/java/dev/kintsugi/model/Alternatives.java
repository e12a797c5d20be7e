package dev.kintsugi.model;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;

/** Which other models could do the work of one that fails. */
@ApplicationScoped
public class Alternatives {

    private final ModelRepository repository;
    private final Integrity integrity;

    public Alternatives(ModelRepository repository, Integrity integrity) {
        this.repository = repository;
        this.integrity = integrity;
    }

    /**
     * A model that can stand in for another.
     *
     * @param model which
     * @param score how well it fits, from 0 to 1
     * @param loss how much quality is lost, from 0 to 1
     */
    public record Alternative(Model model, double score, double loss) {}

    /** Models with the same task whose files are whole, best first. Ties keep the order that the manifest declares. */
    public List<Alternative> to(Model original) {
        return repository.all().stream()
                .filter(model -> !model.id().equals(original.id()))
                .filter(model ->
                        model.manifest().task().equals(original.manifest().task()))
                .filter(model -> integrity.availability(model) == Availability.AVAILABLE)
                .map(model -> new Alternative(model, score(original, model), loss(original, model)))
                .sorted(Comparator.comparingDouble(Alternative::score)
                        .reversed()
                        .thenComparingInt(alternative -> declared(original, alternative.model())))
                .toList();
    }

    private static double score(Model original, Model other) {
        var wanted = original.manifest().capabilities();
        var shared = wanted.stream()
                .filter(other.manifest().capabilities()::contains)
                .count();
        var overlap = wanted.isEmpty() ? 1 : (double) shared / wanted.size();
        var compatibility = original.manifest().fallbacks().stream()
                .filter(fallback -> fallback.model().equals(other.id()))
                .mapToDouble(Manifest.Fallback::compatibility)
                .findFirst()
                .orElse(0);
        return 0.4 * overlap + 0.4 * compatibility + 0.2 * other.manifest().quality();
    }

    private static double loss(Model original, Model other) {
        var quality = original.manifest().quality();
        return quality <= 0 ? 0 : Math.clamp(1 - other.manifest().quality() / quality, 0.01, 1);
    }

    private static int declared(Model original, Model other) {
        var order = original.manifest().fallbacks().stream()
                .map(Manifest.Fallback::model)
                .toList();
        var position = order.indexOf(other.id());
        return position < 0 ? Integer.MAX_VALUE : position;
    }
}
