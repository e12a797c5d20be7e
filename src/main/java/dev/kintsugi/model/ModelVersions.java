package dev.kintsugi.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
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

    /**
     * The versions found in one folder; empty if there are none. The newest one answers, and if it cannot be used another one does
     * in its place, which is told.
     */
    public static Optional<ModelVersions> of(List<Model> found) {
        var newest = found.stream().sorted(OLDEST_FIRST.reversed()).toList();
        return newest.isEmpty()
                ? Optional.empty()
                : Optional.of(new ModelVersions(known(newest), newest.subList(1, newest.size())));
    }

    /** The newest one. If its manifest cannot be read, what is expected of it is what the next one that can be used says. */
    private static Model known(List<Model> newest) {
        var first = newest.getFirst();
        return newest.stream()
                .filter(model -> model.refusal() == null)
                .findFirst()
                .filter(_ -> first.refusal() != null && first.manifest().files().isEmpty())
                .map(usable -> new Model(
                        usable.manifest().ofVersion(first.manifest().version()), first.folder(), first.refusal()))
                .orElse(first);
    }

    /**
     * Those of the models found in one folder that are no versions of its model, which is the one that has the folder's name, else
     * that of the first.
     */
    public static List<Model> strangers(List<Model> found, String folder) {
        var own = found.stream()
                .map(Model::id)
                .filter(id -> id.hasName(folder))
                .findFirst()
                .or(() -> found.stream().map(Model::id).findFirst());
        return found.stream()
                .filter(model -> !own.equals(Optional.of(model.id())))
                .toList();
    }

    /** With the shipped version in place of what was read from its folder; it answers unless a newer one beside it is to. */
    public ModelVersions withShipped(Model shipped) {
        var rest =
                all().filter(model -> !model.folder().equals(shipped.folder())).toList();
        return !current.folder().equals(shipped.folder()) && isBeside(shipped)
                ? new ModelVersions(
                        current,
                        Stream.concat(rest.stream().skip(1), Stream.of(shipped)).toList())
                : new ModelVersions(shipped, rest);
    }

    private boolean isBeside(Model shipped) {
        return Objects.equals(current.folder().getParent(), shipped.folder().getParent());
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
