package dev.kintsugi.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The installed versions of one model.
 *
 * @param current the version that answers
 * @param others the other versions, newest first
 */
public record ModelVersions(Model current, List<Model> others) {

    private static final Comparator<Model> OLDEST_FIRST =
            Comparator.comparing(model -> model.manifest().version(), VersionOrder.ORDER);

    /** A usable version before an unusable one, then the newest. */
    private static final Comparator<Model> BEST = Comparator.comparing((Model model) -> model.refusal() == null)
            .thenComparing(OLDEST_FIRST)
            .reversed();

    /** One model for each version: of two with the same version the first counts. */
    public ModelVersions {
        var distinct = new ArrayList<Model>();
        for (var other : others) {
            if (other.id().equals(current.id())
                    && Stream.concat(Stream.of(current), distinct.stream()).noneMatch(other::isSameVersion)) {
                distinct.add(other);
            }
        }
        others = distinct.stream().sorted(OLDEST_FIRST.reversed()).toList();
    }

    /** The versions found in one folder; empty if there are none. */
    public static Optional<ModelVersions> of(List<Model> found) {
        var best = found.stream().sorted(BEST).toList();
        return best.isEmpty()
                ? Optional.empty()
                : Optional.of(new ModelVersions(best.getFirst(), best.subList(1, best.size())));
    }

    /** With the shipped version in place of what was read from its folder; it answers unless another usable version does. */
    public ModelVersions withShipped(Model shipped) {
        var rest =
                all().filter(model -> !model.folder().equals(shipped.folder())).toList();
        return current.refusal() != null || current.folder().equals(shipped.folder())
                ? new ModelVersions(shipped, rest)
                : new ModelVersions(
                        current,
                        Stream.concat(rest.stream().skip(1), Stream.of(shipped)).toList());
    }

    public ModelId id() {
        return current.id();
    }

    public Optional<Model> find(String version) {
        return all().filter(model -> model.manifest().version().equals(version)).findFirst();
    }

    /** All but one, the version that answers first. */
    public List<Model> except(Model model) {
        return all().filter(other -> !other.isSameVersion(model)).toList();
    }

    private Stream<Model> all() {
        return Stream.concat(Stream.of(current), others.stream());
    }
}
