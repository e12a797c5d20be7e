package dev.kintsugi.model.repository;

import dev.kintsugi.model.Manifest;
import dev.kintsugi.model.Model;
import dev.kintsugi.model.ModelId;
import dev.kintsugi.model.source.BuiltinSource;
import java.util.ArrayList;
import java.util.List;

/** How well other models can stand in for one, by what manifests and the operator say. */
final class FallbackRating {

    private final Model original;
    private final List<String> byOperator;
    private final List<ModelId> declared = new ArrayList<>();

    /** @param byOperator the models that the operator declares as fallbacks of this one, best first */
    FallbackRating(Model original, List<String> byOperator) {
        this.original = original;
        this.byOperator = byOperator;
        original.manifest().fallbacks().forEach(fallback -> declared.add(fallback.model()));
        byOperator.stream().filter(ModelId::isValid).map(ModelId::new).forEach(declared::add);
    }

    /** Whether a model may stand in at all: any for a built-in one, declared ones for one of the operator's own. */
    boolean isEligible(Model other) {
        return isShipped(original) || declared.contains(other.id());
    }

    /** Built-in and declared models come before others. */
    int rank(Model other) {
        return declared.contains(other.id()) || isShipped(original) == isShipped(other) ? 0 : 1;
    }

    /** How well it fits, from 0 to 1. */
    double score(Model other) {
        var wanted = original.manifest().capabilities();
        var shared = wanted.stream()
                .filter(other.manifest().capabilities()::contains)
                .count();
        var overlap = wanted.isEmpty() ? 1 : (double) shared / wanted.size();
        var compatibility = original.manifest().fallbacks().stream()
                .filter(fallback -> fallback.model().equals(other.id()))
                .mapToDouble(Manifest.Fallback::compatibility)
                .findFirst()
                .orElse(byOperator.contains(other.id().value()) ? 1 : 0);
        return 0.4 * overlap + 0.4 * compatibility + 0.2 * other.manifest().quality();
    }

    /** How much quality is lost, from 0 to 1. */
    double loss(Model other) {
        var quality = original.manifest().quality();
        return quality <= 0 ? 0 : Math.clamp(1 - other.manifest().quality() / quality, 0.01, 1);
    }

    /** Its place among the declared ones; those that are not declared come last. */
    int position(Model other) {
        var position = declared.indexOf(other.id());
        return position < 0 ? Integer.MAX_VALUE : position;
    }

    private static boolean isShipped(Model model) {
        var files = model.manifest().files();
        return !files.isEmpty()
                && files.stream()
                        .allMatch(file ->
                                file.sources().stream().anyMatch(uri -> uri.startsWith(BuiltinSource.SCHEME + ":")));
    }
}
